import type { Stream } from '../random/index.ts'
import { draw, path } from '../random/index.ts'
import { quantile } from './roc.ts'

/** Where a figure lies. */
export interface Interval {
  readonly low: number
  readonly high: number
}

export interface BootstrapOptions {
  /** 1,000 by default. */
  readonly resamples?: number
  /** How often the interval should hold the figure; 0.95 by default. */
  readonly level?: number
  /** The class of each row, a whole number: each class keeps its number of rows. All rows are one class by default. */
  readonly strata?: ArrayLike<number>
}

/** The rows of each class. */
const classesOf = (length: number, strata: ArrayLike<number> | undefined): ReadonlyArray<Uint32Array> => {
  if (strata === undefined) return [Uint32Array.from({ length }, (_, i) => i)]
  const classes = new Map<number, Array<number>>()
  for (let row = 0; row < length; row++) {
    const rows = classes.get(strata[row] ?? 0)
    if (rows === undefined) classes.set(strata[row] ?? 0, [row])
    else rows.push(row)
  }
  return [...classes.values()].map((rows) => Uint32Array.from(rows))
}

/** How often each row is drawn in one resample. */
const drawCounts = (from: Stream, classes: ReadonlyArray<Uint32Array>, counts: Uint32Array): void => {
  counts.fill(0)
  classes.forEach((rows, i) => {
    const uniform = draw(path(from, i), rows.length, { kind: 'uniform' })
    for (const u of uniform) {
      const row = rows[Math.floor(u * rows.length)] ?? 0
      counts[row] = (counts[row] ?? 0) + 1
    }
  })
}

/** The values of a name so far. */
const valuesOf = (drawn: Map<string, Array<number>>, name: string): Array<number> => {
  const before = drawn.get(name)
  if (before !== undefined) return before
  const values: Array<number> = []
  drawn.set(name, values)
  return values
}

/**
 * Bootstrap percentile intervals (Efron and Tibshirani 1993, chapter 13) of figures of rows: rows are drawn with replacement
 * so often, class by class, and the figures computed anew; an interval holds the middle share of them. `figures` is given
 * how often each row counts; what it leaves undefined in more than half of the resamples has no interval.
 */
export const bootstrapIntervals = <Name extends string>(
  seed: Stream,
  length: number,
  figures: (counts: Uint32Array) => Readonly<Record<Name, number | undefined>>,
  { resamples = 1000, level = 0.95, strata }: BootstrapOptions = {},
): Readonly<Partial<Record<Name, Interval>>> => {
  const classes = classesOf(length, strata)
  const counts = new Uint32Array(length)
  const drawn = new Map<string, Array<number>>()
  for (let i = 0; i < resamples; i++) {
    drawCounts(path(seed, 'bootstrap', i), classes, counts)
    for (const [name, value] of Object.entries<number | undefined>(figures(counts)))
      if (value !== undefined) valuesOf(drawn, name).push(value)
  }
  const intervals = [...drawn]
    .filter(([, values]) => 2 * values.length >= resamples)
    .map(([name, values]) => {
      const sorted = Float64Array.from(values).toSorted()
      return [name, { low: quantile(sorted, (1 - level) / 2), high: quantile(sorted, (1 + level) / 2) }] as const
    })
  // The names are those that `figures` gave.
  return Object.fromEntries(intervals) as Partial<Record<Name, Interval>>
}
