import { pipe } from 'fp-ts/lib/function.js'
import * as TaskEither from 'fp-ts/lib/TaskEither.js'
import type { ColumnSource } from 'hyparquet-writer'
import { attempt } from '../../data/files/index.ts'
import { optional } from '../../data/files/optional.ts'
import type { ColumnOut } from './rows.ts'
import type { Writer } from './writer.ts'

const rowsOf = (length: number): ReadonlyArray<number> => Array.from({ length }, (_, row) => row)

const sourceOf = (column: ColumnOut, length: number): ColumnSource => {
  const { name } = column
  if (column.kind === 'text')
    return { name, type: 'STRING', nullable: true, data: rowsOf(length).map((row) => column.at(row) ?? null) }
  const data = column.bits === 32 ? new Float32Array(length) : new Float64Array(length)
  for (let row = 0; row < length; row++) data[row] = column.at(row)
  return { name, type: column.bits === 32 ? 'FLOAT' : 'DOUBLE', nullable: false, data }
}

/** A Parquet file, compressed with Snappy; missing text is null, missing numbers NaN. */
export const parquetWriter: Writer = {
  endings: ['.parquet'],
  takes: 'table',
  write: (path, { length, columns }) =>
    pipe(
      optional('a Parquet file', 'hyparquet-writer', () => import('hyparquet-writer')),
      TaskEither.flatMap(({ parquetWriteFile }) =>
        attempt(path, 'a file that can be written', async () =>
          parquetWriteFile({ filename: path, columnData: columns.map((column) => sourceOf(column, length)) }),
        ),
      ),
    ),
}
