import { present } from '../tensor/present.ts'
import type { Numbers } from './chunk.ts'
import type { Dataset, RawDataset } from './dataset.ts'

/** The target of each row as a data set of its own: the rows themselves where there is no other target. */
export const targetRows = (data: RawDataset): RawDataset =>
  data.target === undefined ? data : { ...data.target, length: data.length }

/** Rows with a data set of as many rows as their target. */
export const withTarget = <Values extends Numbers>(
  data: Dataset<Values>,
  { sizes, values, mask, columns, schema }: RawDataset,
): Dataset<Values> => ({
  ...data,
  target: { sizes, values, ...present({ mask, columns, schema }) },
})
