import { present } from '../tensor/present.ts'
import type { Dataset } from './dataset.ts'

/** The target of each row as a data set of its own: the rows themselves where there is no other target. */
export const targetRows = (data: Dataset): Dataset =>
  data.target === undefined ? data : { ...data.target, length: data.length }

/** Rows with a data set of as many rows as their target. */
export const withTarget = (data: Dataset, { sizes, values, mask, columns }: Dataset): Dataset => ({
  ...data,
  target: { sizes, values, ...present({ mask, columns }) },
})
