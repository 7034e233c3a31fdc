import { precisions } from '../../src/laws/rounding.ts'
import * as Named from '../../src/tensor/named.ts'
import { drawShape, sameShape } from '../../src/tensor/shape.ts'
import type { Observed } from './observe.ts'

/**
 * How far a number may be from the reference, in spreads of the samples: what the samples reached at its place, and
 * what they did in the mean over its tensor; and one unit of the tensor's greatest number.
 */
const allowed = 2

/** Where an engine and the reference disagree, if they do, and how tight the comparison was. */
export interface Comparison {
  readonly disagreement?: string
  /** How many numbers were compared, and how many of them with a bound that says something. */
  readonly compared: number
  readonly telling: number
  /** The greatest part of its bound that a number used up. */
  readonly used: number
}

type Tensor = Observed[string]

const rootMeanSquare = (values: ReadonlyArray<number>): number =>
  Math.sqrt(values.reduce((sum, value) => sum + value * value, 0) / Math.max(1, values.length))

const greatest = ({ data }: Tensor): number =>
  Array.from(data).reduce((most, value) => (Number.isFinite(value) ? Math.max(most, Math.abs(value)) : most), 0)

/** How far apart two numbers are; what is not finite is as good as anything else that is not. */
const distanceOf = (a: number, b: number): number =>
  Number.isFinite(a) && Number.isFinite(b) ? Math.abs(a - b) : Number.isFinite(a) === Number.isFinite(b) ? 0 : Infinity

/** The bound of every entry; infinite where samples cross to what is not finite or have another shape. */
const boundsOf = (expected: Tensor, samples: ReadonlyArray<Tensor>, unit: number): ReadonlyArray<number> => {
  const distances = samples.map((sample) =>
    Array.from(expected.data, (value, i) => distanceOf(value, sample.data[i] ?? Number.NaN)),
  )
  const level = rootMeanSquare(distances.flat()) + unit * greatest(expected)
  const fixed = samples.every(({ shape }) => sameShape(shape, expected.shape))
  return Array.from(expected.data, (_, i) =>
    fixed ? allowed * (Math.max(...distances.map((all) => all[i] ?? 0)) + level) : Number.POSITIVE_INFINITY,
  )
}

/**
 * The part of a loss that samples may be off by while bounds mean anything. Where training diverges, rounding grows
 * from step to step until it is all that there is; how far it takes a number then, no few samples tell.
 */
const mostOff = 1 / 16

/** The losses of the steps of a training; none where none is observed. */
const totalsOf = ({ totals }: Observed): ReadonlyArray<number> => Array.from(totals?.data ?? [])

/** Whether an entry of an observed tensor was computed after rounding had taken over. */
const inChaos = (expected: Observed, samples: ReadonlyArray<Observed>): ((name: string, i: number) => boolean) => {
  const first = totalsOf(expected).findIndex((total, step) =>
    samples.some((sample) => !(distanceOf(totalsOf(sample)[step] ?? Number.NaN, total) <= mostOff * Math.abs(total))),
  )
  return (name, i) => first >= 0 && (name === 'totals' ? i >= first : name.startsWith('trained.'))
}

/** Bounds above this part of a tensor's greatest number say little. */
const tellingPart = { float32: 1e-3, float64: 1e-9 } as const

export const compare = (
  found: Observed,
  expected: Observed,
  samples: ReadonlyArray<Observed>,
  dtype: keyof typeof precisions,
): Comparison => {
  let [compared, telling, used] = [0, 0, 0]
  let disagreement: string | undefined
  const missing = Named.names(expected).filter((name) => found[name] === undefined)
  if (missing.length > 0) disagreement = `${missing.join(', ')} missing`
  const isChaos = inChaos(expected, samples)
  for (const [name, tensor] of Object.entries(expected)) {
    const other = found[name] ?? tensor
    const bounds = boundsOf(
      tensor,
      samples.map((sample) => Named.get(sample, name)),
      precisions[dtype].unit,
    ).map((bound, i) => (isChaos(name, i) ? Number.POSITIVE_INFINITY : bound))
    const open = bounds.some((bound) => bound === Number.POSITIVE_INFINITY)
    if (!sameShape(other.shape, tensor.shape) && !open)
      disagreement ??= `${name} has shape ${drawShape(other.shape)}, the reference ${drawShape(tensor.shape)}`
    const scale = greatest(tensor)
    bounds.forEach((bound, i) => {
      const [a, b] = [other.data[i] ?? Number.NaN, tensor.data[i] ?? Number.NaN]
      const distance = distanceOf(a, b)
      compared++
      if (bound <= tellingPart[dtype] * scale || bound === 0) telling++
      if (bound === Number.POSITIVE_INFINITY) return
      if (bound > 0) used = Math.max(used, distance / bound)
      if (!(distance <= bound))
        disagreement ??= `${name}[${i}] is ${a}, the reference says ${b}: ${distance} apart, at most ${bound} is rounding`
    })
  }
  return { compared, telling, used, ...(disagreement === undefined ? {} : { disagreement }) }
}
