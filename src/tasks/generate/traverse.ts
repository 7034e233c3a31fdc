import type { CodePrior } from '../../losses/index.ts'
import type { Points } from '../../statistics/index.ts'
import { quantile } from '../../statistics/index.ts'
import { shares } from './interpolate.ts'

/** The smallest and the greatest value that an entry of the code is set to. */
export type EntryRange = readonly [low: number, high: number]

/** From one quantile of the codes to another, for every entry. */
export const rangesOf = ({ length, width, values }: Points, [low, high]: EntryRange): ReadonlyArray<EntryRange> =>
  Array.from({ length: width }, (_, entry) => {
    const sorted = Float64Array.from({ length }, (__, row) => values[row * width + entry] ?? 0).toSorted()
    return [quantile(sorted, low), quantile(sorted, high)] as const
  })

/** The mean of every entry. */
export const centreOf = ({ length, width, values }: Points): Float64Array => {
  const mean = new Float64Array(width)
  values.forEach((value, at) => (mean[at % width] = (mean[at % width] ?? 0) + value / length))
  return mean
}

/** The range and the centre of an entry under a prior: two deviations about 0 of a standard normal one, 0 to 1 of a binary one. */
export const priorRange = ({ kind }: CodePrior): { readonly range: EntryRange; readonly centre: number } => {
  switch (kind) {
    case 'gaussian':
      return { range: [-2, 2], centre: 0 }
    case 'spherical':
      return { range: [-1, 1], centre: 0 }
    case 'bernoulli':
    case 'categorical':
      return { range: [0, 1], centre: 0 }
  }
}

/** Codes that differ from one in one entry each, and the values that the entry has. */
export interface Traversal {
  readonly codes: Points
  /** entries × steps: the value of the entry in each code. */
  readonly values: Float64Array
}

/** For every entry in turn, so many codes in which it goes evenly over its range and the others stay. */
export const traversalFrom = (
  base: Float64Array,
  entries: ReadonlyArray<number>,
  steps: number,
  ranges: ReadonlyArray<EntryRange>,
): Traversal => {
  const values = Float64Array.from(
    entries.flatMap((entry) => {
      const [low, high] = ranges[entry] ?? [0, 0]
      return shares(steps).map((t) => low + t * (high - low))
    }),
  )
  const width = base.length
  const codes = new Float64Array(values.length * width)
  values.forEach((value, i) => {
    codes.set(base, i * width)
    codes[i * width + (entries[Math.floor(i / steps)] ?? 0)] = value
  })
  return { codes: { length: values.length, width, values: codes }, values }
}
