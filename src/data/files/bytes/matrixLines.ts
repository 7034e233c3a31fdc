import * as Either from 'fp-ts/lib/Either.js'
import { pipe } from 'fp-ts/lib/function.js'
import { orThrow } from '../../../codec/index.ts'
import type { MatrixHeader } from '../../matrixMarket/header.ts'
import { parseBanner, parseSizes } from '../../matrixMarket/header.ts'
import type { ByteSource } from './byteSource.ts'
import { broken } from './byteSource.ts'
import { piecesOf } from './fileBytes.ts'

const newline = 10

/** Longer lines hold no entry of a matrix. */
const maxLineLength = 2 ** 16

const refuse = (where: string, expected: string, found: string): Error =>
  broken({ fault: 'broken file', where, expected, found, remedy: 'write it with scipy.io.mmwrite' })

/** The bytes of a file in whole lines, many at a time. */
async function* wholeLines(source: ByteSource): AsyncGenerator<Uint8Array> {
  let rest: Uint8Array = new Uint8Array(0)
  for await (const piece of piecesOf(source, 2 ** 20)) {
    const bytes = rest.length === 0 ? piece : Buffer.concat([rest, piece])
    const end = bytes.lastIndexOf(newline) + 1
    if (end > 0) yield bytes.subarray(0, end)
    rest = bytes.subarray(end)
    if (rest.length > maxLineLength)
      throw refuse(source.name, `lines of at most ${maxLineLength} bytes`, 'a longer one')
  }
  if (rest.length > 0) yield rest
}

/** The lines of some bytes with the byte behind each. */
function* linesIn(bytes: Uint8Array): Generator<readonly [line: string, end: number]> {
  for (let at = 0; at < bytes.length;) {
    const found = bytes.indexOf(newline, at)
    const end = found < 0 ? bytes.length : found
    yield [String.fromCharCode(...bytes.subarray(at, Math.min(end, at + 1000))), end + 1]
    at = end + 1
  }
}

/** Far more rows or columns than entries stand in no file of data, and would need memory of their own. */
const checkExtents = (header: MatrixHeader, name: string): MatrixHeader => {
  const most = Math.max(2 ** 22, 16 * header.entries)
  if (Math.max(header.rows, header.columns) <= most) return header
  throw refuse(
    `${name}:${header.lines}`,
    `at most ${most} rows and columns for ${header.entries} entries`,
    `${header.rows} × ${header.columns}`,
  )
}

/** A matrix that is being read: its header, and the lines behind it. */
export interface MatrixLines {
  readonly header: MatrixHeader
  readonly lines: AsyncIterable<Uint8Array>
}

async function* following(first: Uint8Array, rest: AsyncIterator<Uint8Array>): AsyncGenerator<Uint8Array> {
  yield first
  for (let next = await rest.next(); next.done !== true; next = await rest.next()) yield next.value
}

/** Reads the header of a MatrixMarket file. */
export const readMatrix = async (source: ByteSource): Promise<MatrixLines> => {
  const { name } = source
  const blocks = wholeLines(source)
  let [lines, first] = [0, '']
  for (let block = await blocks.next(); block.done !== true; block = await blocks.next())
    for (const [line, end] of linesIn(block.value)) {
      lines++
      if (lines === 1) first = line
      if (lines === 1) orThrow(parseBanner(line, name))
      if (lines === 1 || line.trim() === '' || line.startsWith('%')) continue
      const parsed = pipe(
        parseBanner(first, name),
        Either.flatMap((banner) => parseSizes(line, lines, banner, name)),
      )
      const header = checkExtents(orThrow(parsed), name)
      return { header, lines: following(block.value.subarray(end), blocks) }
    }
  throw refuse(`${name}:${lines + 1}`, 'a line of sizes', 'the end of the file')
}
