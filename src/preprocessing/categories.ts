import type { TypeOf } from '../codec/index.ts'
import { array, number, string, struct } from '../codec/index.ts'
import type { ColumnSchema } from '../data/index.ts'
import { present } from '../tensor/present.ts'
import { countsOf } from './statistics.ts'

/** The categories of a column that are kept apart. A value is what a cell holds: the index of a category, or a number. */
export const categoriesCodec = struct(
  { values: array(number()), names: array(string('the name of a category')) },
  /** What all others become when they come back, where they have a place of their own. */
  { other: number() },
)

export type Categories = TypeOf<typeof categoriesCodec>

/** Which categories are kept apart: those of so many training rows, and whether the others have a place. */
export interface KeptCategories {
  readonly minFrequency?: number
  readonly other?: boolean
}

const nameOf = (column: ColumnSchema | undefined, value: number): string =>
  column !== undefined && 'values' in column ? (column.values[value] ?? `other ${value}`) : String(value)

/** The value that others come back as: an index behind all categories, or of plain numbers the most frequent of the others. */
const otherValue = (
  column: ColumnSchema | undefined,
  rare: ReadonlyArray<readonly [value: number, count: number]>,
  kept: ReadonlyArray<number>,
): number => {
  if (column !== undefined && 'values' in column) return column.values.length
  const [first, ...rest] = rare
  if (first === undefined) return Math.max(-1, ...kept) + 1
  return rest.reduce((best, next) => (next[1] > best[1] ? next : best), first)[0]
}

/** The categories of the known cells of a column. */
export const categoriesOf = (
  { minFrequency = 1, other = true }: KeptCategories,
  known: Float64Array,
  column: ColumnSchema | undefined,
): Categories => {
  const counts = countsOf(known)
  const values = counts.filter(([, count]) => count >= minFrequency).map(([value]) => value)
  const rare = counts.filter(([, count]) => count < minFrequency)
  return {
    values,
    names: values.map((value) => nameOf(column, value)),
    ...present({ other: other ? otherValue(column, rare, values) : undefined }),
  }
}

/** The place of each category; `others` is the place of all others. */
export const placesOf = ({ values, other }: Categories): ((value: number) => number | undefined) => {
  const places = new Map(values.map((value, i) => [value, i]))
  const others = other === undefined ? undefined : values.length
  return (value) => places.get(value) ?? others
}

/** The name of the place of all others, which no category has. */
export const otherName = ({ names }: Categories): string => (names.includes('other') ? 'other values' : 'other')

/** The names of all places. */
export const placeNames = (categories: Categories): ReadonlyArray<string> =>
  categories.other === undefined ? categories.names : [...categories.names, otherName(categories)]

/** The value of a place. */
export const valueOf = ({ values, other = 0 }: Categories, place: number): number => values[place] ?? other
