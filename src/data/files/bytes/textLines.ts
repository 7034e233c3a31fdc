import type { ByteSource } from './byteSource.ts'
import { broken } from './byteSource.ts'
import { piecesOf } from './fileBytes.ts'

/** Longer lines are no lines of text. */
const maxLineLength = 2 ** 20

const notText = (name: string, line: number, found: string): Error =>
  broken({
    fault: 'wrong file',
    where: `${name}:${line}`,
    expected: 'lines of text',
    found,
    remedy: 'save it as text, one entry on each line',
  })

/** The lines of a text file in UTF-8, without their ends; an empty last line is none. */
export async function* textLines(source: ByteSource): AsyncGenerator<string> {
  const decoder = new TextDecoder()
  let [rest, line] = ['', 1]
  for await (const piece of piecesOf(source)) {
    if (piece.includes(0)) throw notText(source.name, line, 'a binary file')
    const lines = (rest + decoder.decode(piece, { stream: true })).split(/\r\n|\n/)
    rest = lines.pop() ?? ''
    if (rest.length > maxLineLength) throw notText(source.name, line, 'a line of over a million characters')
    line += lines.length
    yield* lines
  }
  if (rest !== '') yield rest
}

/** All lines of a text file. */
export const readLines = async (source: ByteSource): Promise<Array<string>> => {
  const lines: Array<string> = []
  for await (const line of textLines(source)) lines.push(line)
  return lines
}
