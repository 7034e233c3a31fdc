import { createReadStream } from 'node:fs'
import { stat } from 'node:fs/promises'
import { createGunzip } from 'node:zlib'
import { bomb } from './bomb.ts'
import { allowance } from './bytes/expansion.ts'
import { fileError } from './fileFault.ts'
import { headOf, isGzip } from './magic.ts'

/** A line of a text file without its end. */
export interface TextLine {
  readonly text: string
  /** Counted from 1, as editors do. */
  readonly line: number
}

/** A line longer than this is no line of a table. */
const longestLine = 2 ** 28

/** The encoding that the first bytes of a file say; UTF-8 where they say nothing. */
export const encodingOf = (head: Uint8Array): string =>
  head[0] === 0xff && head[1] === 0xfe ? 'utf-16le' : head[0] === 0xfe && head[1] === 0xff ? 'utf-16be' : 'utf-8'

const countLines = (text: string): number => text.split('\n').length - 1

const notText = (path: string, line: number, encoding: string): Error =>
  fileError(`${path}:${line}`, {
    expected: `text in ${encoding.toUpperCase()}`,
    found: 'bytes that are none',
    remedy: 'save the file as UTF-8',
  })

/** Bytes as text, piece by piece; a broken character is an error with its line. */
const decoderOf = (path: string, encoding: string): ((bytes?: Uint8Array) => string) => {
  const decoder = new TextDecoder(encoding, { fatal: true })
  let line = 1
  return (bytes) => {
    try {
      const text = bytes === undefined ? decoder.decode() : decoder.decode(bytes, { stream: true })
      line += countLines(text)
      return text
    } catch {
      const text = new TextDecoder(encoding).decode(bytes)
      throw notText(path, line + countLines(text.slice(0, Math.max(0, text.indexOf('\uFFFD')))), encoding)
    }
  }
}

/** The bytes of a file, unpacked where it is compressed with gzip. */
export async function* bytesOf(path: string, head: Uint8Array): AsyncGenerator<Uint8Array> {
  const file = createReadStream(path, { highWaterMark: 2 ** 18 })
  if (!isGzip(head)) {
    yield* file
    return
  }
  const { size } = await stat(path)
  const unpacked = file.pipe(createGunzip({ chunkSize: 2 ** 18 }))
  file.on('error', (error) => unpacked.destroy(error))
  let total = 0
  try {
    for await (const bytes of unpacked) {
      total += bytes.length
      if (total > allowance(size)) throw fileError(path, bomb(size, total, 'a file'))
      yield bytes
    }
  } finally {
    file.destroy()
  }
}

/** Text in pieces, as it is decoded. */
export async function* textOf(path: string): AsyncGenerator<string> {
  const head = await headOf(path)
  let decode: ((bytes?: Uint8Array) => string) | undefined
  for await (const bytes of bytesOf(path, head)) {
    decode ??= decoderOf(path, encodingOf(bytes))
    yield decode(bytes)
  }
  if (decode !== undefined) yield decode()
}

const tooLong = (path: string, line: number): Error =>
  fileError(`${path}:${line}`, {
    fault: 'too large',
    expected: `lines of at most ${longestLine} characters`,
    found: 'a longer one',
    remedy: 'write a row on each line',
  })

const withoutReturn = (text: string): string => (text.endsWith('\r') ? text.slice(0, -1) : text)

/** The lines of a text file (or one compressed with gzip), in UTF-8, or in UTF-16 where its first bytes say so. */
export async function* linesOf(path: string): AsyncGenerator<TextLine> {
  let line = 0
  // The pieces of a line that has not ended: joined once, since a line may be long.
  let begun: Array<string> = []
  let length = 0
  for await (const text of textOf(path)) {
    const [first = '', ...lines] = text.split('\n')
    length += first.length
    if (length > longestLine) throw tooLong(path, line + 1)
    if (first !== '') begun.push(first)
    const last = lines.pop()
    if (last === undefined) continue
    for (const each of [begun.join(''), ...lines]) yield { text: withoutReturn(each), line: ++line }
    ;[begun, length] = [last === '' ? [] : [last], last.length]
  }
  if (length > 0) yield { text: begun.join(''), line: line + 1 }
}
