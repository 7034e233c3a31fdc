import * as TaskEither from 'fp-ts/lib/TaskEither.js'
import type { Fault, Faults } from '../../../codec/index.ts'
import { IsthmusError } from '../../../codec/index.ts'
import type { TableChunk } from '../../chunk.ts'
import type { CsvSettings, Opened } from '../../sources/index.ts'
import { binaryKind } from '../magic.ts'
import { faultOf } from '../../system.ts'
import type { FallibleTask } from '../../task.ts'
import type { ByteInput } from './byteInput.ts'
import { openBytes } from './byteInput.ts'
import type { Encoding } from './encoding.ts'
import { asUtf8, encodingOf, markLength } from './encoding.ts'
import type { Begun } from './beginning.ts'
import { begin } from './beginning.ts'
import { Scanner } from './scanner.ts'

/** Blocks of so many bytes become chunks; a record that is longer makes its block grow up to `longestRecord`. */
const [blockLength, longestRecord] = [2 ** 21, 2 ** 28]

/** So many bytes at the beginning are looked at to recognise how a file is written. */
const headLength = 2 ** 16

const tooLong = (where: string): IsthmusError =>
  new IsthmusError([
    {
      fault: 'too large',
      where,
      expected: `rows of at most ${longestRecord} bytes`,
      found: 'a longer one',
      remedy: 'check the quotes: one may not be closed',
    },
  ])

const notText = (where: string, found: string): IsthmusError =>
  new IsthmusError([
    { fault: 'wrong file', where, expected: 'a CSV file', found, remedy: 'save the table as CSV with a header line' },
  ])

/** A file that is open, as UTF-8, with its first bytes and how it is written. */
interface Beginning extends Begun {
  readonly input: ByteInput
  readonly head: Uint8Array
  readonly encoding: Encoding
}

const fillWhole = async (input: ByteInput, into: Uint8Array, from = 0): Promise<number> => {
  let at = from
  while (at < into.length) {
    const read = await input.readInto(into, at)
    if (read === 0) break
    at += read
  }
  return at
}

/** Opens a file and recognises how it is written. */
const openBeginning = async (settings: CsvSettings): Promise<Beginning> => {
  const { path } = settings
  const opened = await openBytes(path)
  try {
    const buffer = new Uint8Array(headLength)
    const raw = buffer.subarray(0, await fillWhole(opened, buffer))
    const encoding = settings.encoding ?? encodingOf(raw)
    const kind = encoding.startsWith('utf-16') ? undefined : binaryKind(path, raw)
    if (kind !== undefined) throw notText(path, kind)
    if (encoding === 'utf-8') {
      const head = raw.subarray(markLength(raw))
      return { input: opened, head, encoding, ...begin(settings, head, raw.length < headLength, encoding) }
    }
    const input = asUtf8(opened, raw, encoding)
    const text = new Uint8Array(headLength)
    const head = text.subarray(0, await fillWhole(input, text))
    return { input, head, encoding, ...begin(settings, head, head.length < headLength, encoding) }
  } catch (error) {
    await opened.close()
    throw error
  }
}

/** The chunks of a file from its beginning on. */
async function* chunksFrom(settings: CsvSettings, beginning: Beginning): AsyncGenerator<TableChunk> {
  const { input, head, dataAt, linesBefore, layout } = beginning
  const scanner = new Scanner(layout)
  scanner.skip(linesBefore)
  let bytes = new Uint8Array(Math.max(blockLength, head.length) + 1)
  bytes.set(head.subarray(dataAt))
  let [length, left, isLast] = [head.length - dataAt, settings.rows ?? Number.POSITIVE_INFINITY, false]
  let isFirst = true
  try {
    for (;;) {
      if (!isLast) {
        const filled = await fillWhole(input, bytes.subarray(0, -1), length)
        isLast = filled < bytes.length - 1
        length = filled
      }
      const { chunk, consumed } = scanner.scan(bytes, length, isLast, left)
      left -= chunk.length
      if (chunk.length > 0 || isFirst) yield chunk
      isFirst = false
      if (left <= 0 || (isLast && consumed >= length)) return
      bytes.copyWithin(0, consumed, length)
      length -= consumed
      if (isLast && chunk.length === 0) return
      if (consumed === 0 && chunk.length === 0) bytes = grown(settings.path, bytes, length)
    }
  } finally {
    await input.close()
  }
}

const grown = (path: string, bytes: Uint8Array, length: number): Uint8Array<ArrayBuffer> => {
  if (bytes.length > longestRecord) throw tooLong(path)
  const more = new Uint8Array(2 * bytes.length)
  more.set(bytes.subarray(0, length))
  return more
}

const asFaults = (path: string, error: unknown): Faults =>
  error instanceof IsthmusError ? error.faults : [faultOf(path, 'a CSV file', error)]

async function* guarded(path: string, chunks: AsyncIterable<TableChunk>): AsyncGenerator<TableChunk> {
  try {
    yield* chunks
  } catch (error) {
    throw new IsthmusError(asFaults(path, error), error)
  }
}

const isByte = (delimiter: string): boolean => /^[\t\x20-\x7e]$/.test(delimiter) && delimiter !== '"'

const settingFault = ({ path, delimiter, decimal }: CsvSettings): Fault | undefined => {
  if (delimiter !== undefined && !isByte(delimiter))
    return {
      fault: 'wrong value',
      where: `${path}: delimiter`,
      expected: 'one character of ASCII that is no quote',
      found: JSON.stringify(delimiter),
    }
  return decimal === ',' && delimiter === ','
    ? { fault: 'wrong value', where: `${path}: decimal`, expected: 'another mark than the delimiter', found: '","' }
    : undefined
}

/**
 * A CSV file (or one compressed with gzip or Zstandard, or standard input), read as a stream of chunks, no further than the
 * rows that are wanted. How it is written is recognised by its beginning, unless the settings say it.
 */
export const openCsv = (settings: CsvSettings): FallibleTask<Opened> => {
  const { path } = settings
  const wrong = settingFault(settings)
  if (wrong !== undefined) return TaskEither.left([wrong])
  return TaskEither.tryCatch(
    async () => {
      const first = await openBeginning(settings)
      let unread: Beginning | undefined = first
      const chunks = async function* (): AsyncGenerator<TableChunk> {
        const beginning = unread ?? (await openBeginning(settings))
        unread = undefined
        yield* chunksFrom(settings, beginning)
      }
      return {
        rows: { chunks: { [Symbol.asyncIterator]: () => guarded(path, chunks()) } },
        notices: first.notices.map((notice) => `${path}: ${notice}`),
      }
    },
    (error) => asFaults(path, error),
  )
}
