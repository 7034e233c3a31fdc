import * as Either from 'fp-ts/lib/Either.js'
import { boolean, failure, integer, struct } from '../../codec/index.ts'
import type { ColumnSchema } from '../../data/index.ts'
import type { Categories } from '../categories.ts'
import { categoriesCodec, categoriesOf, placeNames, placesOf, valueOf } from '../categories.ts'
import type { ColumnMap } from '../columnStep.ts'
import { columnFault, defineColumnStep, eachColumn } from '../columnStep.ts'
import { selectionFields } from '../select.ts'

/** More categories than this are hardly categories. */
const most = 10_000

const settingsCodec = struct(
  {},
  {
    /** Categories of fewer training rows become "other". */
    minFrequency: integer({ minimum: 1 }),
    /** Whether there is a column for all other categories; true by default. */
    other: boolean,
    ...selectionFields,
  },
)

/** The place of the greatest entry, the first of several. */
const argmax = (values: ArrayLike<number>, at: number, count: number): number => {
  let best = 0
  for (let i = 1; i < count; i++) if ((values[at + i] ?? 0) > (values[at + best] ?? 0)) best = i
  return best
}

const oneHotMap = (categories: Categories): ColumnMap => {
  const names = placeNames(categories)
  const placeOf = placesOf(categories)
  const kept = new Set(categories.values)
  return {
    outputs: names.length,
    forward: (value, out, at) => {
      const place = placeOf(value)
      if (place !== undefined) out[at + place] = 1
    },
    loses: (value) => !kept.has(value),
    inverse: (values, at) =>
      Number.isNaN(values[at] ?? 0) ? Number.NaN : valueOf(categories, argmax(values, at, names.length)),
    describe: ({ name }): ReadonlyArray<ColumnSchema> =>
      names.map((category) => ({ kind: 'binary', name: `${name}=${category}`, values: ['no', 'yes'] })),
  }
}

/**
 * A column of categories as one column of 0 and 1 for each, `city=Rome`. Categories that the training rows lack, and those of
 * fewer than `minFrequency` of them, share the last column, `city=other`; without it (`other: false`) they are all 0. The
 * inverse is the category of the greatest entry; others come back as "other". scikit-learn's OneHotEncoder.
 */
export const oneHot = defineColumnStep({
  name: 'oneHot',
  summary: 'One-hot encoding: a column of categories as one column of 0 and 1 for each, and one for all others.',
  codec: settingsCodec,
  example: { minFrequency: 5 },
  takes: ['category'],
  allows: ['category', 'binary', 'count'],
  losses: 'categories that training did not have, or too rarely, taken as "other"',
  fitted: categoriesCodec,
  fit: (settings, rows, columns, where) => {
    const found = eachColumn((known, column) => categoriesOf(settings, known, column))(rows, columns)
    const wide = found.findIndex(({ values }) => values.length > most)
    return wide < 0
      ? Either.right(found)
      : failure(
          columnFault(where, rows, columns[wide] ?? 0, {
            expected: `at most ${most} categories`,
            found: String(found[wide]?.values.length),
            remedy: 'merge rare ones with minFrequency, or leave the column out if it names rows',
          }),
        )
  },
  map: oneHotMap,
})
