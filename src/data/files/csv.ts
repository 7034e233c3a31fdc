import { createReadStream } from 'node:fs'
import { stat } from 'node:fs/promises'
import { createGunzip } from 'node:zlib'
import type { CsvError, Parser } from 'csv-parse'
import { parse } from 'csv-parse'
import * as Either from 'fp-ts/lib/Either.js'
import type { Faults } from '../../codec/index.ts'
import { show } from '../../codec/index.ts'
import type { Dataset } from '../dataset.ts'
import type { CsvSettings } from '../source.ts'
import { TableBuilder } from '../table.ts'
import { systemFault } from './system.ts'

const open = ({ path, delimiter = ',' }: CsvSettings): Parser => {
  const parser = parse({ delimiter, bom: true, skip_empty_lines: true, info: true, relax_column_count: true })
  const file = createReadStream(path)
  const text = path.endsWith('.gz') ? file.pipe(createGunzip()) : file
  for (const part of [file, text]) part.on('error', (error: Error) => parser.destroy(error))
  text.pipe(parser)
  return parser
}

const ragged = (path: string, line: number, cells: number, header: number): Faults => [
  {
    fault: 'ragged row',
    where: `${path}:${line}`,
    expected: `${header} cells, as in the header`,
    found: String(cells),
    remedy: 'check the delimiter and the quotes',
  },
]

interface Record {
  readonly record: ReadonlyArray<string>
  readonly info: { readonly lines: number }
}

const isCsvError = (error: unknown): error is CsvError =>
  error instanceof Error && 'code' in error && String(error.code).startsWith('CSV_')

const readLines = async (
  settings: CsvSettings,
  records: AsyncIterable<Record>,
): Promise<Either.Either<Faults, Dataset>> => {
  let builder: TableBuilder | undefined
  let width = 0
  for await (const { record, info } of records) {
    if (builder === undefined) {
      const begun = TableBuilder.begin(settings, record)
      if (Either.isLeft(begun)) return begun
      builder = begun.right
      width = record.length
      continue
    }
    if (record.length !== width) return Either.left(ragged(settings.path, info.lines, record.length, width))
    builder.add({ cells: record, line: info.lines })
    if (builder.full) break
  }
  if (builder === undefined)
    return Either.left([
      { fault: 'empty file', where: settings.path, expected: 'a header line and rows', found: 'an empty file' },
    ])
  return builder.end()
}

/** A CSV file (or one packed with gzip) as a data set, read as a stream. */
export const readCsv = async (settings: CsvSettings): Promise<Either.Either<Faults, Dataset>> => {
  try {
    if ((await stat(settings.path)).isDirectory()) return systemFault(settings.path, 'a CSV file', { code: 'EISDIR' })
    return await readLines(settings, open(settings))
  } catch (error) {
    if (!isCsvError(error)) return systemFault(settings.path, 'a CSV file', error)
    return Either.left([
      { fault: 'broken file', where: settings.path, expected: 'a CSV file', found: show(error.message) },
    ])
  }
}
