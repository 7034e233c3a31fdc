import { extname } from 'node:path'
import type { FallibleTask } from '../data/files/index.ts'
import { refused } from '../data/files/index.ts'
import type { Schema } from '../data/index.ts'
import type { HostTensor } from '../tensor/host.ts'
import { product } from '../tensor/shape.ts'
import type { Destination } from './writeFile.ts'
import { csvText, writeWhole } from './writeFile.ts'

/** Rows some of whose columns hold indices of texts. */
export interface RowsOfText extends HostTensor {
  readonly texts: ReadonlyArray<string>
}

/** The cells of each row, with texts in the place of their indices. */
function* cellRows({ data, shape, texts }: RowsOfText, schema: Schema): Generator<ReadonlyArray<string | number>> {
  const width = product(shape.slice(1))
  for (let start = 0; start < data.length; start += width)
    yield Array.from(data.subarray(start, start + width), (value, at) =>
      schema[at]?.kind === 'text' ? (texts[value] ?? '') : value,
    )
}

/** Writes rows with columns of text as a .csv file; any other file holds numbers alone. */
export const writeTexts = (
  destination: Destination,
  rows: RowsOfText,
  columns: ReadonlyArray<string>,
  schema: Schema = [],
): FallibleTask<string> =>
  extname(destination.path) === '.csv'
    ? writeWhole(destination, csvText(columns, cellRows(rows, schema)))
    : refused({
        fault: 'wrong file',
        where: destination.path,
        expected: 'a path that ends in .csv, as the rows are text',
        found: extname(destination.path),
      })
