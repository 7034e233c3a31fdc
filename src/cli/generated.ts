import type { FittedModel, Reconstruction } from '../fitted/index.ts'
import type { ColumnOut, NamedRows, RowsOut } from '../node/writers/index.ts'
import { tensorOut } from '../node/writers/index.ts'
import { present } from '../tensor/present.ts'
import { product } from '../tensor/shape.ts'

/** A column of numbers that are known of rows which a model made. */
export const numbersOut = (name: string, numbers: ArrayLike<number>): ColumnOut => ({
  kind: 'numbers',
  name,
  bits: 64,
  at: (row) => numbers[row] ?? Number.NaN,
})

/** Rows that a model made up, under the names of the columns of training, behind what else is known of each. */
export const generatedOut = (
  { trained }: FittedModel,
  rows: Reconstruction,
  {
    named = {},
    before = [],
    across,
  }: { readonly named?: NamedRows; readonly before?: ReadonlyArray<ColumnOut>; readonly across?: number } = {},
): RowsOut => {
  const isOfInput = trained.preprocessing.fittedTarget === undefined
  const width = product(rows.shape.slice(1))
  const known = isOfInput && trained.columns?.length === width ? trained.columns : undefined
  const names = rows.columns ?? known ?? Array.from({ length: width }, (_, i) => `x.${i}`)
  const out = tensorOut(rows, names, named, isOfInput ? trained.schema : undefined)
  return { ...out, columns: [...before, ...out.columns], ...present({ across }) }
}

/** Whole numbers with commas between them. */
export const numbersIn = (text: string): ReadonlyArray<number> =>
  text.split(',').map((part) => (part.trim() === '' ? Number.NaN : Number(part)))
