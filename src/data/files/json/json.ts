import { isPlain, show } from '../../../codec/index.ts'
import type { Chunk } from '../../chunk.ts'
import type { JsonSettings, Opened } from '../../sources/index.ts'
import type { FallibleTask } from '../../task.ts'
import { fileError } from '../fileFault.ts'
import { textOf } from '../lines.ts'
import { openWhole, sizeOfFile } from '../openStream.ts'
import { parseJson } from './parse.ts'
import { JsonRows, noRows } from './rows.ts'

/** A JSON file is parsed as one text, which JavaScript holds no longer. */
const longest = 2 ** 28

const readText = async (path: string): Promise<string> => {
  const size = await sizeOfFile(path)
  const pieces: Array<string> = []
  let length = 0
  for await (const piece of textOf(path)) {
    pieces.push(piece)
    length += piece.length
    if (length > longest)
      throw fileError(path, {
        fault: 'too large',
        expected: `JSON of at most ${longest} characters`,
        found: `a file of ${size} bytes`,
        remedy: 'write a row on each line and name the file .ndjson: it is read as a stream',
      })
  }
  return pieces.join('')
}

const valuesOf = (column: unknown): ReadonlyArray<unknown> | undefined =>
  Array.isArray(column) ? column : isPlain(column) ? Object.values(column) : undefined

/** Columns that each hold their cells, as `DataFrame.to_json` writes them. */
const fromColumns = (table: Readonly<Record<string, unknown>>): ReadonlyArray<unknown> | undefined => {
  const columns = Object.entries(table).map(([name, column]) => [name, valuesOf(column)] as const)
  const length = columns[0]?.[1]?.length
  if (length === undefined || columns.some(([, values]) => values?.length !== length)) return undefined
  return Array.from({ length }, (_, row) => Object.fromEntries(columns.map(([name, values]) => [name, values?.[row]])))
}

/** Rows as lists beside the names of the columns: orient='split'. */
const fromSplit = ({ columns, data }: Readonly<Record<string, unknown>>): ReadonlyArray<unknown> | undefined =>
  Array.isArray(columns) && Array.isArray(data)
    ? data.map((row: unknown) =>
        Object.fromEntries(columns.map((name: unknown, i) => [String(name), Array.isArray(row) ? row[i] : undefined])),
      )
    : undefined

const rowsOf = (path: string, value: unknown): ReadonlyArray<unknown> => {
  const rows = Array.isArray(value) ? value : isPlain(value) ? (fromSplit(value) ?? fromColumns(value)) : undefined
  if (rows !== undefined) return rows
  throw fileError(path, {
    fault: 'wrong value',
    expected: 'a list of rows, or an object of columns of one length',
    found: show(value),
    remedy: 'write [{ "column": value, … }, …]',
  })
}

const chunkRows = 8192

const readChunks = async (settings: JsonSettings): Promise<ReadonlyArray<Chunk>> => {
  const { path } = settings
  const rows = rowsOf(path, parseJson(await readText(path), path, 1))
  if (rows.length === 0) throw noRows(path, 'a list of rows')
  const table = new JsonRows(settings)
  const starts = Array.from({ length: Math.ceil(rows.length / chunkRows) }, (_, i) => i * chunkRows)
  return starts.map((start) => {
    const some = rows.slice(start, start + chunkRows)
    return table.chunk(some.map((value, i) => ({ value, where: `${path}, row ${start + i + 1}` })))
  })
}

/** A JSON file: a list of rows (objects, or lists of numbers of one shape), or an object of columns. */
export const readJson = (settings: JsonSettings): FallibleTask<Opened> =>
  openWhole(settings.path, 'a JSON file', () => readChunks(settings))
