import * as Either from 'fp-ts/lib/Either.js'
import { array, boolean, failure, integer, string, struct } from '../../codec/index.ts'
import type { Categories } from '../categories.ts'
import { categoriesCodec, categoriesOf, placeNames, placesOf, valueOf } from '../categories.ts'
import { columnFault, defineColumnStep, eachColumn, oneToOne } from '../columnStep.ts'
import { selectionFields } from '../select.ts'

const settingsCodec = struct(
  {},
  {
    /** The categories from low to high; without, in the order of the schema. */
    order: array(string('the name of a category'), { minItems: 1 }),
    minFrequency: integer({ minimum: 1 }),
    /** Whether there is a number for all other categories; true by default. */
    other: boolean,
    ...selectionFields,
  },
)

/** Categories in the order of these names; names that no training row has are left out. */
const inOrder = (categories: Categories, order: ReadonlyArray<string>): Categories => {
  const places = order.map((name) => categories.names.indexOf(name)).filter((place) => place >= 0)
  return {
    ...categories,
    values: places.map((place) => categories.values[place] ?? 0),
    names: places.map((place) => categories.names[place] ?? ''),
  }
}

/**
 * A column of categories as whole numbers from 0: their places in `order`, or in the order of the schema. Categories that the
 * training rows lack, and rare ones, get the last number. For ordered categories, or for an embedding. The inverse rounds to the nearest number that there is.
 */
export const ordinal = defineColumnStep({
  name: 'ordinal',
  summary: 'Ordinal encoding: a column of categories as whole numbers, for ordered categories and embeddings.',
  codec: settingsCodec,
  example: { order: ['low', 'middle', 'high'] },
  takes: ['category'],
  allows: ['category', 'binary', 'count'],
  losses: 'categories that training did not have, or too rarely, taken as "other"',
  fitted: categoriesCodec,
  fit: ({ order, ...settings }, rows, columns, where) => {
    const found = eachColumn((known, column) => categoriesOf(settings, known, column))(rows, columns)
    if (order === undefined) return Either.right(found)
    const at = found.findIndex(({ names }) => names.some((name) => !order.includes(name)))
    if (at < 0) return Either.right(found.map((categories) => inOrder(categories, order)))
    return failure(
      columnFault(where, rows, columns[at] ?? 0, {
        expected: `categories that order lists: ${order.join(', ')}`,
        found: String(found[at]?.names.find((name) => !order.includes(name))),
        remedy: 'add it to order, or name the column that the order is for: columns: […]',
      }),
    )
  },
  map: (categories) => {
    const names = placeNames(categories)
    const placeOf = placesOf(categories)
    const kept = new Set(categories.values)
    return {
      ...oneToOne(
        (value) => placeOf(value) ?? 0,
        (place) =>
          Number.isNaN(place)
            ? Number.NaN
            : valueOf(categories, Math.min(Math.max(Math.round(place), 0), names.length - 1)),
      ),
      loses: (value) => !kept.has(value),
      refuses: (value) =>
        placeOf(value) === undefined
          ? {
              expected: `one of the categories ${categories.names.slice(0, 8).join(', ')}`,
              found: `another, ${value}`,
              remedy: 'leave other: false out, so that others have a number',
            }
          : undefined,
      describe: ({ name }) => [{ kind: 'category', name, values: names }],
    }
  },
})
