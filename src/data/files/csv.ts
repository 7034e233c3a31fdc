import { createReadStream } from 'node:fs'
import { stat } from 'node:fs/promises'
import { createGunzip } from 'node:zlib'
import type { CsvError, Parser } from 'csv-parse'
import { parse } from 'csv-parse'
import { pipe } from 'fp-ts/lib/function.js'
import * as TaskEither from 'fp-ts/lib/TaskEither.js'
import type { Fault } from '../../codec/index.ts'
import { counted, IsthmusError } from '../../codec/index.ts'
import type { Cells, TableChunk } from '../chunk.ts'
import type { CsvSettings, Opened } from '../sources/index.ts'
import { missingTest } from '../table/index.ts'
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

const cellsOf = (texts: ReadonlyArray<string>, isMissing: (cell: string) => boolean): Cells => {
  const numbers = texts.map((text) => (isMissing(text) ? Number.NaN : Number(text)))
  if (numbers.every((number, i) => !Number.isNaN(number) || isMissing(texts[i] ?? '')))
    return { kind: 'numbers', values: Float64Array.from(numbers) }
  const values = [...new Set(texts)]
  const places = new Map(values.map((value, i) => [value, i]))
  const indices = Int32Array.from(texts, (text) => (isMissing(text) ? -1 : (places.get(text) ?? -1)))
  return { kind: 'text', values, indices }
}

async function* chunksOf(settings: CsvSettings, records: AsyncIterable<Record>): AsyncGenerator<TableChunk> {
  const isMissing = missingTest(settings.missingWords)
  let header: ReadonlyArray<string> | undefined
  const rows: Array<Record> = []
  const chunk = (names: ReadonlyArray<string>): TableChunk => ({
    kind: 'table',
    length: rows.length,
    columns: names.map((name, at) => ({
      name,
      cells: cellsOf(
        rows.map(({ record }) => record[at] ?? ''),
        isMissing,
      ),
    })),
    lines: Uint32Array.from(rows, ({ info }) => info.lines),
  })
  for await (const next of records) {
    if (header === undefined) header = next.record
    else {
      if (next.record.length !== header.length)
        throw new IsthmusError([raggedRow(settings.path, next.info.lines, next.record.length, header.length)])
      rows.push(next)
    }
    if (rows.length === (settings.rows ?? Number.POSITIVE_INFINITY)) break
  }
  if (header !== undefined) yield chunk(header)
}

const isCsvError = (error: unknown): error is CsvError =>
  error instanceof Error && 'code' in error && String(error.code).startsWith('CSV_')

async function* checked(path: string, chunks: AsyncIterable<TableChunk>): AsyncGenerator<TableChunk> {
  try {
    yield* chunks
  } catch (error) {
    if (error instanceof IsthmusError) throw error
    throw new IsthmusError([
      isCsvError(error)
        ? {
            fault: 'broken file',
            where: path,
            expected: 'a CSV file',
            found: error.message,
            remedy: 'check the delimiter and the quotes',
          }
        : faultOf(path, 'a CSV file', error),
    ])
  }
}

const notText = (path: string, found: string): FallibleTask<never> =>
  refused({
    fault: 'wrong file',
    where: path,
    expected: 'a CSV file',
    found,
    remedy: 'save the table as CSV with a header line',
  })

/** A CSV file (or one compressed with gzip), read as a stream, no further than the rows that are wanted. */
export const openCsv = (settings: CsvSettings): FallibleTask<Opened> => {
  const { path } = settings
  return pipe(
    attempt(path, 'a CSV file', async () => {
      if ((await stat(path)).isDirectory()) throw Object.assign(new Error('a directory'), { code: 'EISDIR' })
      return headOf(path)
    }),
    TaskEither.flatMap((head): FallibleTask<Opened> => {
      const kind = binaryKind(path, head)
      const compressed = isGzip(head) || path.endsWith('.gz')
      if (kind !== undefined && !compressed) return notText(path, kind)
      return TaskEither.right({
        rows: { chunks: checked(path, chunksOf(settings, parserFor(settings, compressed))) },
      })
    }),
  )
}
