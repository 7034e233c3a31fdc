import type { NdArray } from '../../interpreters/ndarray/index.ts'
import { wrap } from '../../interpreters/ndarray/index.ts'
import { product } from '../../tensor/shape.ts'
import type { Jacobian } from './jacobian.ts'
import { byPullback } from './jacobian.ts'
import type { Batch, RowMap } from './rowMap.ts'
import { A, valueAt } from './rowMap.ts'

/** What each input contributes to some outputs at every row, and how well the contributions add up. */
export interface Contributions extends Jacobian {
  /** f(x) − f(baseline), [rows × outputs]: what the contributions of a row should add up to. */
  readonly differences: Float64Array
  /** The sum of the contributions minus that difference, [rows × outputs]. */
  readonly gaps: Float64Array
  /** How many steps the path was cut into. */
  readonly steps: number
}

/** When the path is cut finely enough. */
export interface PathOptions {
  /** The gap that is allowed, as a part of the greatest difference of an output; 0.001 by default. */
  readonly tolerance?: number
  /** The path is cut into at most so many steps; 256 by default. */
  readonly steps?: number
}

/** One row as often as there are rows. */
const repeated = (row: Float64Array, [rows = 0, ...sizes]: ReadonlyArray<number>): NdArray => {
  const data = new Float64Array(rows * row.length)
  for (let i = 0; i < rows; i++) data.set(row, i * row.length)
  return wrap(data, [rows, ...sizes])
}

/** An array as often as there are shares, one after the other. */
const stacked = (array: NdArray | undefined, shares: ReadonlyArray<number>): NdArray | undefined =>
  array &&
  A.concat(
    shares.map(() => array),
    0,
  )

/** The points of the path at some shares of the way from the baseline to the rows, all rows for one share after the other. */
const pointsAt = (
  batch: Batch<NdArray>,
  from: NdArray,
  way: NdArray,
  shares: ReadonlyArray<number>,
): Batch<NdArray> => ({
  x: A.concat(
    shares.map((share) => A.add(from, A.mul(way, A.expand(A.constant([share], []), way.shape)))),
    0,
  ),
  condition: stacked(batch.condition, shares),
  paddingMask: stacked(batch.paddingMask, shares),
})

const chosen = (y: NdArray, outputs: ReadonlyArray<number>): Float64Array => {
  const width = product(y.shape.slice(1))
  const numbers = A.read(y)
  return Float64Array.from(
    { length: (y.shape[0] ?? 0) * outputs.length },
    (_, i) => numbers[Math.floor(i / outputs.length) * width + (outputs[i % outputs.length] ?? 0)] ?? 0,
  )
}

/** How many points of the path of each row are taken at a time: so many points in all, and so many derivatives. */
const pointsAtOnce = (rows: number, derivatives: number): number =>
  Math.max(1, Math.floor(Math.min(256, (1 << 22) / derivatives) / rows))

/** The sum of so many parts of equal length. */
const sumOfParts = (numbers: Float64Array, parts: number): Float64Array => {
  const sum = new Float64Array(numbers.length / parts)
  numbers.forEach((value, at) => {
    sum[at % sum.length] = (sum[at % sum.length] ?? 0) + value
  })
  return sum
}

/** The contributions by the mean gradient of the path, and their sums minus the differences. */
const contributionsOf = (mean: Float64Array, way: Float64Array, differences: Float64Array, inputs: number) => {
  const outputs = mean.length / way.length
  const values = Float64Array.from(mean, (gradient, at) => {
    const row = Math.floor(at / (outputs * inputs))
    return gradient * (way[row * inputs + (at % inputs)] ?? 0)
  })
  const gaps = Float64Array.from(
    differences,
    (difference, at) => values.subarray(at * inputs, (at + 1) * inputs).reduce((a, b) => a + b, 0) - difference,
  )
  return { values, gaps }
}

/** The greatest magnitude of each of so many outputs. */
const greatest = (numbers: Float64Array, outputs: number): Float64Array => {
  const most = new Float64Array(outputs)
  numbers.forEach((value, at) => {
    most[at % outputs] = Math.max(most[at % outputs] ?? 0, Math.abs(value))
  })
  return most
}

/**
 * Integrated gradients (Sundararajan, Taly and Yan 2017, equation 1): what each input contributes to an output on the
 * straight path from a baseline x′ to a row x. By completeness (their proposition 1) the contributions of a row add up to
 * the difference; what they miss by, because the path is cut into steps or because the function jumps on it, is returned.
 *
 *     cᵢ = (xᵢ − x′ᵢ) · ∫₀¹ ∂f(x′ + a (x − x′)) / ∂xᵢ da        Σᵢ cᵢ = f(x) − f(x′)
 *
 * The integral is a trapezoidal sum, whose steps are halved until every gap is within the tolerance.
 */
export const integratedGradients = (
  map: RowMap,
  batch: Batch<NdArray>,
  baseline: Float64Array,
  outputs: ReadonlyArray<number>,
  { tolerance = 1e-3, steps: most = 256 }: PathOptions = {},
): Contributions => {
  const { x } = batch
  const from = repeated(baseline, x.shape)
  const way = A.sub(x, from)
  const sides = { outputs, inputs: Array.from(baseline, (_, i) => i) }
  const gradients = (shares: ReadonlyArray<number>): Float64Array =>
    sumOfParts(byPullback(map, pointsAt(batch, from, way, shares), sides).values, shares.length)
  const [atEnd, atStart] = [valueAt(map, batch), valueAt(map, { ...batch, x: from })]
  const differences = chosen(A.sub(atEnd, atStart), outputs)
  const allowed = greatest(differences, outputs.length).map((value) => tolerance * value)
  let mean: Float64Array = gradients([0, 1]).map((value) => value / 2)
  let steps = 1
  let { values, gaps } = contributionsOf(mean, A.read(way), differences, baseline.length)
  const isWithin = (): boolean => greatest(gaps, outputs.length).every((gap, j) => gap <= (allowed[j] ?? 0))
  while (steps < 8 || (steps < most && !isWithin())) {
    const middle = new Float64Array(mean.length)
    const size = pointsAtOnce(x.shape[0] ?? 1, outputs.length * baseline.length)
    for (let start = 0; start < steps; start += size) {
      const shares = Array.from({ length: Math.min(size, steps - start) }, (_, i) => (start + i + 0.5) / steps)
      gradients(shares).forEach((value, at) => {
        middle[at] = (middle[at] ?? 0) + value / steps
      })
    }
    mean = mean.map((value, i) => (value + (middle[i] ?? 0)) / 2)
    steps *= 2
    ;({ values, gaps } = contributionsOf(mean, A.read(way), differences, baseline.length))
  }
  return { rows: x.shape[0] ?? 0, outputs: outputs.length, inputs: baseline.length, values, differences, gaps, steps }
}
