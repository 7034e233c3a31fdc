import * as Either from 'fp-ts/lib/Either.js'
import type { Fallible } from '../../codec/index.ts'
import { failure } from '../../codec/index.ts'
import { arrowWriter } from './arrow.ts'
import { csvWriter, tsvWriter } from './csv.ts'
import { ndjsonWriter } from './ndjson.ts'
import { npyWriter } from './npy.ts'
import { parquetWriter } from './parquet.ts'
import { pngFolderWriter, pngWriter } from './png.ts'
import type { Writer } from './writer.ts'

export type { ColumnOut, NamedRows, RowsOut } from './rows.ts'
export { tableOut, tensorOut } from './rows.ts'
export type { Writer } from './writer.ts'

/** The writers by the ending of a path. */
export const writers: ReadonlyArray<Writer> = [
  csvWriter,
  tsvWriter,
  ndjsonWriter,
  npyWriter,
  parquetWriter,
  arrowWriter,
  pngWriter,
  pngFolderWriter,
]

const endingsOf = (some: ReadonlyArray<Writer>): ReadonlyArray<string> =>
  some.flatMap(({ endings }) => endings.map((ending) => (ending === '/' ? '/ (a folder of images)' : ending)))

/** The endings of those that write tables of numbers and text, or of all that write numbers, in words. */
export const endingsFor = (takes: 'table' | 'tensor'): string => {
  const endings = endingsOf(takes === 'table' ? writers.filter((writer) => writer.takes === 'table') : writers)
  return `${endings.slice(0, -1).join(', ')} or ${endings.at(-1) ?? ''}`
}

/** The writer for a path by its ending. A table cannot be written as one tensor. */
export const writerFor = (path: string, rows: 'table' | 'tensor'): Fallible<Writer> => {
  const lower = path.toLowerCase()
  const writer = writers.find(({ endings }) => endings.some((ending) => lower.endsWith(ending)))
  if (writer !== undefined && (writer.takes === 'table' || rows === 'tensor')) return Either.right(writer)
  return failure({
    fault: 'wrong file',
    where: path,
    expected: `a path that ends in ${endingsFor(rows)}`,
    found: /\.[^./]*$/.exec(path)?.[0] ?? (path.endsWith('/') ? 'a folder' : 'a path without extension'),
  })
}
