import { writeFile } from 'node:fs/promises'
import { pipe } from 'fp-ts/lib/function.js'
import * as TaskEither from 'fp-ts/lib/TaskEither.js'
import type * as Flechette from '@uwdata/flechette'
import { attempt } from '../../data/files/index.ts'
import { optional } from '../../data/files/optional.ts'
import type { ColumnOut, RowsOut } from './rows.ts'
import type { Writer } from './writer.ts'

const columnOf = (
  { columnFromArray, float32, float64, utf8 }: typeof Flechette,
  column: ColumnOut,
  length: number,
): Flechette.Column<unknown> => {
  if (column.kind === 'text')
    return columnFromArray(
      Array.from({ length }, (_, row) => column.at(row) ?? null),
      utf8(),
    )
  const values = column.bits === 32 ? new Float32Array(length) : new Float64Array(length)
  for (let row = 0; row < length; row++) values[row] = column.at(row)
  return columnFromArray(values, column.bits === 32 ? float32() : float64())
}

const encode = (library: typeof Flechette, { length, columns }: RowsOut): Uint8Array => {
  const table = library.tableFromColumns(
    columns.map((column) => [column.name, columnOf(library, column, length)] as const),
  )
  const bytes = library.tableToIPC(table, { format: 'file' })
  if (bytes === null) throw new Error('the table could not be encoded')
  return bytes
}

/** An Arrow IPC file, which is a Feather file (version 2) too, not compressed; missing text is null, missing numbers NaN. */
export const arrowWriter: Writer = {
  endings: ['.arrow', '.feather'],
  takes: 'table',
  write: (path, rows) =>
    pipe(
      optional('an Arrow file', '@uwdata/flechette', () => import('@uwdata/flechette')),
      TaskEither.flatMap((library) =>
        attempt(path, 'a file that can be written', async () => writeFile(path, encode(library, rows))),
      ),
    ),
}
