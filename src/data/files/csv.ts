import { createReadStream } from 'node:fs'
import { stat } from 'node:fs/promises'
import { createGunzip } from 'node:zlib'
import type { CsvError, Parser } from 'csv-parse'
import { parse } from 'csv-parse'
import * as Either from 'fp-ts/lib/Either.js'
import { pipe } from 'fp-ts/lib/function.js'
import * as TaskEither from 'fp-ts/lib/TaskEither.js'
import type { Fallible, Fault, Faults } from '../../codec/index.ts'
import { counted, failure } from '../../codec/index.ts'
import type { Dataset } from '../dataset.ts'
import type { CsvSettings } from '../sources/index.ts'
import { TableBuilder } from '../table.ts'
import { binaryKind, headOf, isGzip } from './magic.ts'
import { faultOf } from '../system.ts'
import type { FallibleTask } from '../task.ts'
import { attempt, refused } from '../task.ts'

const parserFor = ({ path, delimiter = ',' }: CsvSettings, compressed: boolean): Parser => {
  const parser = parse({ delimiter, bom: true, skip_empty_lines: true, info: true, relax_column_count: true })
  const file = createReadStream(path)
  const text = compressed ? file.pipe(createGunzip()) : file
  for (const part of [file, text]) part.on('error', (error: Error) => parser.destroy(error))
  parser.on('close', () => file.destroy())
  text.pipe(parser)
  return parser
}

const raggedRow = (path: string, line: number, cells: number, header: number): Fault => ({
  fault: 'ragged row',
  where: `${path}:${line}`,
  expected: `${counted(header, 'cell')}, as in the header`,
  found: String(cells),
  remedy: 'check the delimiter and the quotes',
})

interface Record {
  readonly record: ReadonlyArray<string>
  readonly info: { readonly lines: number }
}

const readLines = async (settings: CsvSettings, records: AsyncIterable<Record>): Promise<Fallible<Dataset>> => {
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
    if (record.length !== width) return failure(raggedRow(settings.path, info.lines, record.length, width))
    builder.add({ cells: record, line: info.lines })
    if (builder.full) break
  }
  return (
    builder?.end() ??
    failure({ fault: 'empty file', where: settings.path, expected: 'a header line and rows', found: 'an empty file' })
  )
}

const isCsvError = (error: unknown): error is CsvError =>
  error instanceof Error && 'code' in error && String(error.code).startsWith('CSV_')

const parseFault = (path: string, error: unknown): Faults => [
  isCsvError(error)
    ? {
        fault: 'broken file',
        where: path,
        expected: 'a CSV file',
        found: error.message,
        remedy: 'check the delimiter and the quotes',
      }
    : faultOf(path, 'a CSV file', error),
]

const notText = (path: string, found: string): FallibleTask<never> =>
  refused({
    fault: 'wrong file',
    where: path,
    expected: 'a CSV file',
    found,
    remedy: 'save the table as CSV with a header line',
  })

/** A CSV file (or one compressed with gzip) as a data set, read as a stream, no further than the rows that are wanted. */
export const readCsv = (settings: CsvSettings): FallibleTask<Dataset> => {
  const { path } = settings
  return pipe(
    attempt(path, 'a CSV file', async () => {
      if ((await stat(path)).isDirectory()) throw Object.assign(new Error('a directory'), { code: 'EISDIR' })
      return headOf(path)
    }),
    TaskEither.flatMap((head) => {
      const kind = binaryKind(path, head)
      const compressed = isGzip(head) || path.endsWith('.gz')
      if (kind !== undefined && !compressed) return notText(path, kind)
      return pipe(
        TaskEither.tryCatch(
          () => readLines(settings, parserFor(settings, compressed)),
          (error) => parseFault(path, error),
        ),
        TaskEither.flatMapEither((dataset) => dataset),
      )
    }),
  )
}
