import type { Fault } from '../codec/index.ts'
import { listed } from '../data/index.ts'
import type { Dataset, Schema } from '../data/index.ts'
import type { Model } from '../model/index.ts'

/** Only the first columns are listed. */
const most = 10

/**
 * The faults of columns of categories that no step has taken, which are still those of `before`: the indices of categories are no numbers to compute
 * with, unless the encoder begins with an embedding, which looks them up.
 */
export const categoryFaults = (
  { encoder: { indices } }: Model,
  { schema = [] }: Dataset,
  before: Schema = [],
): ReadonlyArray<Fault> => {
  if (indices !== undefined) return []
  return schema
    .flatMap((column): ReadonlyArray<Fault> =>
      column.kind === 'category' && before.includes(column)
        ? [
            {
              fault: 'wrong column',
              where: `data, column ${JSON.stringify(column.name)}`,
              expected: 'numbers',
              found: `categories (${listed(column.values)})`,
              remedy: `add oneHot() to the preprocessing, or leave the column out with exclude: [${JSON.stringify(column.name)}]`,
            },
          ]
        : [],
    )
    .slice(0, most)
}
