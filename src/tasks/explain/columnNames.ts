import type { Dataset } from '../../data/index.ts'
import type { Sizes } from '../../tensor/shape.ts'
import { product } from '../../tensor/shape.ts'

/** A place in a row without names: `x.3`, or `x.2.5` in a matrix. */
const placeName = (sizes: Sizes, at: number): string => {
  let rest = at
  const places = sizes.toReversed().map((size) => {
    const place = rest % size
    rest = Math.floor(rest / size)
    return place
  })
  return ['x', ...places.toReversed()].join('.')
}

/** The names of the entries of a row: those of its columns, or its places where they have none. */
export const columnNames = (sizes: Sizes, columns: Dataset['columns']): ReadonlyArray<string> =>
  columns?.length === product(sizes) ? columns : Array.from({ length: product(sizes) }, (_, at) => placeName(sizes, at))
