import * as Either from 'fp-ts/lib/Either.js'
import { pipe } from 'fp-ts/lib/function.js'
import type { Fallible } from '../../codec/index.ts'
import { failure, show } from '../../codec/index.ts'
import type { Dataset, RawDataset } from '../../data/index.ts'
import type { Sizes } from '../../tensor/shape.ts'
import { copyDataset, isDataset } from './dataset.ts'
import type { Entries, Missing, NumberArray } from './entries.ts'
import { checkEntries, isNumberArray } from './entries.ts'
import type { Nested } from './nested.ts'
import { fromNested } from './nested.ts'
import type { Strided } from './strided.ts'
import { fromFlat, fromStrided, isStrided } from './strided.ts'
import type { Table } from './table.ts'
import { isTable, withTable } from './table.ts'
import type { Texts } from './texts.ts'
import { fromTexts, isTexts } from './texts.ts'

/** Numbers row by row: arrays of arrays, nested as deep as an image; an ndarray; or all rows in one typed array. */
export type Matrix = ReadonlyArray<Nested> | NumberArray | Strided

/** Rows as the functions of a fitted model take them. */
export type Rows = Matrix | Texts | Table<Matrix | Texts> | RawDataset

const entriesOf = (where: string, rows: unknown, sizes: Sizes, missing: Missing): Fallible<Entries> => {
  if (isNumberArray(rows)) return fromFlat(where, rows, sizes)
  if (Array.isArray(rows)) return fromNested(where, rows, missing)
  if (typeof rows === 'object' && rows !== null && isStrided(rows)) return fromStrided(where, rows)
  return failure({
    fault: 'wrong type',
    where,
    expected: 'rows: an array of arrays, a list of texts, a typed array, an ndarray or a data set',
    found: show(rows),
  })
}

const matrixOf = (where: string, rows: unknown, sizes: Sizes, missing: Missing = 'refuse'): Fallible<Dataset> => {
  if (isTexts(rows)) return fromTexts(where, rows)
  return pipe(
    entriesOf(where, rows, sizes, missing),
    Either.flatMap((entries) => checkEntries(where, entries, missing)),
  )
}

/**
 * A data set of rows, in memory of its own, or what is wrong with them. `sizes` are those of one row, which a flat
 * typed array does not know, and `conditionWidth` how many numbers a condition has. Whether the rows fit a model is not checked here.
 */
export const datasetOf = (where: string, rows: Rows, sizes: Sizes, conditionWidth = 1): Fallible<RawDataset> => {
  if (typeof rows !== 'object' || rows === null) return matrixOf(where, rows, sizes)
  if (isDataset(rows)) return copyDataset(where, rows)
  if (!isTable<Matrix | Texts>(rows)) return matrixOf(where, rows, sizes)
  return pipe(
    matrixOf(where, rows.rows, sizes, rows.missing),
    Either.flatMap((data) =>
      withTable(where, rows, data, (place, condition) => matrixOf(place, condition, [conditionWidth])),
    ),
  )
}
