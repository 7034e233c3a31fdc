import type { Fallible, Fault, TypeOf } from '../codec/index.ts'
import { failure, integer, settle, show, struct } from '../codec/index.ts'
import * as Either from 'fp-ts/lib/Either.js'
import { pipe } from 'fp-ts/lib/function.js'
import { present } from '../tensor/present.ts'
import { product } from '../tensor/shape.ts'
import type { Numbers } from './chunk.ts'
import type { Dataset } from './dataset.ts'
import { select } from './dataset.ts'
import { withTarget } from './target.ts'

/** How windows lie over a series: `length` points each; `stride` and `horizon` may be left out. */
export const windowsCodec = struct(
  { length: integer({ minimum: 1, maximum: 1_000_000 }) },
  {
    /** How many points the next window begins later; 1 by default. */
    stride: integer({ minimum: 1, maximum: 1_000_000 }),
    /** How many points after each window are its target, for forecasts; none by default. */
    horizon: integer({ minimum: 0, maximum: 1_000_000 }),
  },
)

/** How windows lie over a series. */
export type WindowSettings = TypeOf<typeof windowsCodec>

/** Windows over a series, [length, …sizes] each, and the points that follow each of them where a horizon is said. */
export interface Windows<Values extends Numbers> {
  readonly rows: Dataset<Values>
  readonly target?: Dataset<Values>
  /** The first point of each window. */
  readonly starts: ReadonlyArray<number>
}

/** Whether ids name series rather than points, as time stamps do: then some neighbours have the same. */
const nameSeries = (ids: ReadonlyArray<string>): boolean => ids.some((id, point) => point > 0 && ids[point - 1] === id)

/** The first points of all windows. Where points have the ids of series, a window stays within points of one id. */
const startsOf = (
  { length: points, ids: names }: Dataset<Numbers>,
  length: number,
  stride: number,
): ReadonlyArray<number> => {
  const ids = names !== undefined && nameSeries(names) ? names : undefined
  const starts: Array<number> = []
  for (let begin = 0; begin < points;) {
    let end = begin + 1
    while (end < points && ids?.[end] === ids?.[begin]) end++
    for (let start = begin; start + length <= end; start += stride) starts.push(start)
    begin = end
  }
  return starts
}

/** A window of so many points from each start on, as one row. Labels and weights are those of its first point. */
const cut = <Values extends Numbers>(
  series: Dataset<Values>,
  starts: ReadonlyArray<number>,
  length: number,
): Dataset<Values> => {
  const points = starts.flatMap((start) => Array.from({ length }, (_, i) => start + i))
  const { values, mask } = select(series, points)
  const { columns: _columns, schema: _schema, ...first } = select(series, starts)
  return { ...first, sizes: [length, ...series.sizes], values, ...(mask === undefined ? {} : { mask }) }
}

const isCount = (value: number, least: number): boolean => Number.isSafeInteger(value) && value >= least

/**
 * Windows over a series whose rows are its points, in their order: `length` points each, one every `stride` points. With a
 * `horizon` also the points that follow each window. Split a series before windows are cut, so that no point is on both sides.
 *
 * @example
 * const series = { sizes: [1], length: 5, values: Float32Array.of(1, 2, 3, 4, 5) }
 * const windows = Data.windowsOf(series, { length: 3, stride: 2 }) // rows [1, 2, 3] and [3, 4, 5]
 */
export const windowsOf = <Values extends Numbers>(
  series: Dataset<Values>,
  { length, stride = 1, horizon = 0 }: WindowSettings,
): Fallible<Windows<Values>> => {
  if (!isCount(length, 1) || !isCount(stride, 1) || !isCount(horizon, 0))
    return failure({
      fault: 'out of range',
      where: 'windows',
      expected: 'whole numbers: length and stride of at least 1, horizon of at least 0',
      found: `length ${length}, stride ${stride}, horizon ${horizon}`,
    })
  const starts = startsOf(series, length + horizon, stride)
  if (starts.length === 0)
    return failure({
      fault: 'no rows',
      where: 'windows',
      expected: `a series of at least ${length + horizon} points`,
      found: String(series.length),
      remedy: 'take shorter windows',
    })
  const rows = cut(series, starts, length)
  if (horizon === 0) return Either.right({ rows, starts })
  const after = starts.map((start) => start + length)
  return Either.right({ rows, target: cut(series, after, horizon), starts })
}

/**
 * The points of windows: where windows overlap, the mean of what they say of a point; the way back from `windowsOf` for a
 * series without ids. Points that no window has are missing.
 */
export const pointsOf = (
  { sizes, length: count, values }: Dataset<Numbers>,
  { stride = 1 }: Pick<WindowSettings, 'stride'>,
  points: number,
): Dataset<Float64Array> => {
  const [length = 1, ...rest] = sizes
  const width = product(rest)
  const out = new Float64Array(points * width)
  const seen = new Float64Array(points)
  for (let window = 0; window < count; window++)
    for (let i = 0; i < length; i++) {
      const point = window * stride + i
      if (point >= points) continue
      seen[point] = (seen[point] ?? 0) + 1
      for (let j = 0; j < width; j++)
        out[point * width + j] = (out[point * width + j] ?? 0) + (values[(window * length + i) * width + j] ?? 0)
    }
  const mask = Float32Array.from(out, (_, at) => (seen[Math.floor(at / width)] === 0 ? 0 : 1))
  const means = out.map((sum, at) => sum / Math.max(1, seen[Math.floor(at / width)] ?? 1))
  return { sizes: rest, length: points, values: means, ...(mask.includes(0) ? { mask } : {}) }
}

/** How many windows reach from one part of a series into the next, so that they belong to neither. */
export const windowGap = ({ length, stride = 1, horizon = 0 }: WindowSettings): number =>
  Math.ceil((length + horizon) / stride) - 1

/** The names of the entries of windows: `load.0` is the first point of the column `load`. */
const entryNames = (names: ReadonlyArray<string>, length: number): ReadonlyArray<string> =>
  Array.from({ length }, (_, point) => names.map((name) => `${name}.${point}`)).flat()

/** Only what is measured along a series can stand in windows. */
const kindFaults = ({ schema = [] }: Dataset<Numbers>): ReadonlyArray<Fault> =>
  schema
    .filter(({ kind }) => kind !== 'number' && kind !== 'count')
    .map(({ name, kind }) => ({
      fault: 'wrong type',
      where: `windows, column ${show(name)}`,
      expected: 'a column of numbers',
      found: `the kind ${show(kind)}`,
      remedy: 'leave it out with exclude',
    }))

/** Windows under the names of their entries, with the points after each of them as its target where a horizon is said. */
export const windowRows = <Values extends Numbers>(
  series: Dataset<Values>,
  settings: WindowSettings,
): Fallible<{ readonly rows: Dataset<Values>; readonly starts: ReadonlyArray<number> }> =>
  pipe(
    settle(kindFaults(series), () => series),
    Either.flatMap((points) => windowsOf(points, settings)),
    Either.map(({ rows, target, starts }) => {
      const { columns, schema } = series
      const named = {
        ...rows,
        ...present({
          columns: columns && entryNames(columns, settings.length),
          schema:
            schema &&
            Array.from({ length: settings.length }, (_, point) =>
              schema.map((column) => ({ ...column, name: `${column.name}.${point}` })),
            ).flat(),
        }),
      }
      return { rows: target === undefined ? named : withTarget(named, target), starts }
    }),
  )
