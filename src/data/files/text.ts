import { basename, dirname } from 'node:path'
import type { Chunk, TableChunk } from '../chunk.ts'
import type { Opened, TextSettings } from '../sources/index.ts'
import type { FallibleTask } from '../task.ts'
import { textCells } from './columns/column.ts'
import { fileError, fileStream } from './fileFault.ts'
import { linesOf, textOf } from './lines.ts'
import { reading } from './openStream.ts'
import { filesOf } from './foundFiles.ts'

const endings = ['.txt', '.txt.gz', '.md', '.text']

const expectation = 'text files'

/** A document is held whole: one of more characters should be read by lines. */
const longestDocument = 2 ** 26

/** A chunk ends after so many rows or characters. */
const [chunkRows, chunkCharacters] = [8192, 2 ** 22]

interface TextRow {
  readonly text: string
  readonly file: string
  readonly id: string
}

const documentOf = async (file: string): Promise<string> => {
  const pieces: Array<string> = []
  let length = 0
  for await (const piece of textOf(file)) {
    pieces.push(piece)
    length += piece.length
    if (length > longestDocument)
      throw fileError(file, {
        fault: 'too large',
        expected: `a text of at most ${longestDocument} characters`,
        found: 'a longer one',
        remedy: "read it by: 'line'",
      })
  }
  return pieces.join('')
}

async function* rowsOf(paths: ReadonlyArray<string>, by: 'line' | 'file'): AsyncGenerator<TextRow> {
  for (const file of paths)
    if (by === 'file') yield { text: await documentOf(file), file, id: file }
    else for await (const { text, line } of linesOf(file)) yield { text, file, id: `${file}:${line}` }
}

const chunkOf = (rows: ReadonlyArray<TextRow>, { label, id }: TextSettings): TableChunk => {
  const column = (name: string, of: (row: TextRow) => string) => ({ name, cells: textCells(rows.map(of)) })
  return {
    kind: 'table',
    length: rows.length,
    columns: [
      column('text', ({ text }) => text),
      ...(label === 'folder' ? [column('folder', ({ file }) => basename(dirname(file)))] : []),
      ...(id === 'file' ? [column('file', (row) => row.id)] : []),
    ],
  }
}

async function* chunksOf(settings: TextSettings, paths: ReadonlyArray<string>): AsyncGenerator<Chunk> {
  let [rows, characters, empty]: [Array<TextRow>, number, boolean] = [[], 0, true]
  for await (const row of rowsOf(paths, settings.by ?? 'line')) {
    if (row.text.trim() === '') continue
    rows.push(row)
    characters += row.text.length
    if (rows.length < chunkRows && characters < chunkCharacters) continue
    yield chunkOf(rows, settings)
    ;[rows, characters, empty] = [[], 0, false]
  }
  if (rows.length > 0) yield chunkOf(rows, settings)
  else if (empty) throw fileError(settings.path, { fault: 'empty file', expected: 'text', found: 'blank lines alone' })
}

/** Text files, by line or by file, as a table with the column `text`. */
export const openText = (settings: TextSettings): FallibleTask<Opened> => {
  const { path } = settings
  return reading(path, expectation, async () => {
    const { paths } = await filesOf(path, endings, expectation)
    const rows = fileStream(path, expectation, () => chunksOf(settings, paths))
    for await (const _ of rows.chunks) break
    return { rows }
  })
}
