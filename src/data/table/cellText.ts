import type { ColumnSchema, Schema } from '../schema.ts'
import { dateText } from './dates.ts'

const nearestIndex = (value: number, length: number): number => Math.min(length - 1, Math.max(0, Math.round(value)))

/**
 * A number of a data set as the file would say it: the name of a category, no or yes, a date; numbers and counts as they are.
 * A number between two categories is the nearest one; the index behind all is "other".
 */
export const cellOf = (column: ColumnSchema | undefined, value: number): string | number => {
  if (column === undefined || Number.isNaN(value)) return Number.isNaN(value) ? '' : value
  switch (column.kind) {
    case 'category':
      return Math.round(value) === column.values.length
        ? 'other'
        : (column.values[nearestIndex(value, column.values.length)] ?? '')
    case 'binary':
      return column.values[nearestIndex(value, column.values.length)] ?? ''
    case 'date':
      return dateText(value, column.format)
    case 'number':
    case 'count':
    case 'text':
    case 'id':
      return value
  }
}

/** Rows of numbers as the cells that a file would have. */
export function* cellRows(
  values: ArrayLike<number>,
  width: number,
  schema: Schema = [],
): Generator<ReadonlyArray<string | number>> {
  for (let start = 0; start + width <= values.length; start += width)
    yield Array.from({ length: width }, (_, at) => cellOf(schema[at], values[start + at] ?? Number.NaN))
}
