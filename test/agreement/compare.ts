import { precisions } from '../../src/laws/rounding.ts'
import { drawShape, sameShape } from '../../src/tensor/shape.ts'
import type { Observed } from './observe.ts'

/**
 * How far a number may be from the reference: so many times as far as samples took any number of its tensor, and units
 * of the greatest. Where rounding decides about a jump, a sign or a choice, chance decides which numbers it moves.
 */
const allowed = 4

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

const greatest = ({ data }: Tensor): number =>
  Array.from(data).reduce((most, value) => (Number.isFinite(value) ? Math.max(most, Math.abs(value)) : most), 0)

/** How far apart two numbers are; what is not finite is as good as anything else that is not. */
const distanceOf = (a: number, b: number): number =>
  Number.isFinite(a) && Number.isFinite(b) ? Math.abs(a - b) : Number.isFinite(a) === Number.isFinite(b) ? 0 : Infinity

const furthest = (expected: Tensor, { data }: Tensor): number =>
  Array.from(expected.data).reduce((most, value, i) => Math.max(most, distanceOf(value, data[i] ?? Number.NaN)), 0)

/** The bound of a tensor; infinite where samples cross to what is not finite, or have none of the shape. */
const boundOf = (expected: Tensor, samples: ReadonlyArray<Tensor | undefined>, unit: number): number => {
  const distances = samples.map((sample) =>
    sample !== undefined && sameShape(sample.shape, expected.shape)
      ? furthest(expected, sample)
      : Number.POSITIVE_INFINITY,
  )
  return allowed * (Math.max(0, ...distances) + unit * greatest(expected))
}

/** Bounds above this part of a tensor's greatest number say little. */
const tellingPart = { float32: 1e-3, float64: 1e-9 } as const

/**
 * What several steps give one after the other: each builds on the one before. Where rounding has decided about a jump
 * or a training diverges, it grows from step to step until it is all that there is; how far it goes then, no few samples
 * tell, and a bound that says little is none. Where the reference has left what is finite, training is over: whether an
 * engine that cancels x − x before it is computed has left it too, is no matter.
 */
const isTraining = (name: string): boolean =>
  name === 'steps' || name.startsWith('totals.') || name.startsWith('trained.')

/** Numbers beyond this have squares that float32 does not hold. */
const beyondFloat32 = 1e18

/**
 * Whether training diverges to where float32 ends: an engine then stops at a step that the reference, which computes in
 * float64, still takes. What several steps give, and the weights that terms have in them, cannot be compared.
 */
const leavesFloat32 = (expected: Observed): boolean =>
  Object.entries(expected).some(
    ([name, { data }]) => isTraining(name) && Array.from(data).some((value) => Math.abs(value) > beyondFloat32),
  )

const isOfSteps = (name: string): boolean => isTraining(name) || name.startsWith('weights.')

/** What is wrong with a tensor in a bound, if anything. */
const disagreementOf = (name: string, found: Tensor | undefined, expected: Tensor, bound: number) => {
  if (bound === Number.POSITIVE_INFINITY) return undefined
  if (found === undefined) return `${name} is missing`
  if (!sameShape(found.shape, expected.shape))
    return `${name} has shape ${drawShape(found.shape)}, the reference ${drawShape(expected.shape)}`
  const distances = Array.from(expected.data, (value, i) => distanceOf(found.data[i] ?? Number.NaN, value))
  const off = distances.findIndex((distance) => !(distance <= bound))
  return off < 0
    ? undefined
    : `${name}[${off}] is ${found.data[off]}, the reference says ${expected.data[off]}: ${distances[off]} apart, at most ${bound} is rounding`
}

const compared = (
  found: Observed,
  expected: Observed,
  samples: ReadonlyArray<Observed>,
  dtype: keyof typeof precisions,
): Comparison => {
  let [count, telling, used] = [0, 0, 0]
  let disagreement: string | undefined
  const isLost = dtype === 'float32' && leavesFloat32(expected)
  for (const [name, tensor] of Object.entries(expected)) {
    const spread = boundOf(
      tensor,
      samples.map((sample) => sample[name]),
      precisions[dtype].unit,
    )
    const tells = spread <= tellingPart[dtype] * greatest(tensor) || spread === 0
    const isOver = (isLost && isOfSteps(name)) || (isTraining(name) && !Array.from(tensor.data).every(Number.isFinite))
    const bound = isOver || (isTraining(name) && !tells) ? Number.POSITIVE_INFINITY : spread
    count += tensor.data.length
    if (tells) telling += tensor.data.length
    if (bound > 0 && bound < Number.POSITIVE_INFINITY)
      used = Math.max(used, furthest(tensor, found[name] ?? tensor) / bound)
    disagreement ??= disagreementOf(name, found[name], tensor, bound)
  }
  return { compared: count, telling, used, ...(disagreement === undefined ? {} : { disagreement }) }
}

/**
 * How many samples are drawn, and how many where an engine seems to disagree: where rounding decides about a jump, a few
 * may all have landed on one side of it by chance.
 */
const samples = { first: 5, last: 80 } as const

/** So many samples of one computation with random rounding. */
export type Sampler = (count: number) => Promise<ReadonlyArray<Observed>>

/** Draws each sample once, when it is first asked for. */
export const sampler = (sample: (k: number) => Observed | Promise<Observed>): Sampler => {
  const drawn: Array<Observed> = []
  return async (count) => {
    while (drawn.length < count) drawn.push(await sample(drawn.length))
    return drawn.slice(0, count)
  }
}

/** What an engine of a dtype found, compared with the reference in a bound that samples of its rounding give. */
export const compare = async (
  found: Observed,
  expected: Observed,
  sample: Sampler,
  dtype: keyof typeof precisions,
): Promise<Comparison> => {
  const first = compared(found, expected, await sample(samples.first), dtype)
  return first.disagreement === undefined ? first : compared(found, expected, await sample(samples.last), dtype)
}
