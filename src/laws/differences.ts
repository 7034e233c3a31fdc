import type { NdArray } from '../interpreters/ndarray/index.ts'
import { scale } from '../tensor/derived.ts'
import * as Named from '../tensor/named.ts'
import type { Tensor } from '../tensor/tensor.ts'
import { comparedAlong, complete } from './along.ts'
import type { Pair } from './closeness.ts'
import { isClose, near, reachOf, tolerance } from './closeness.ts'
import type { Differentiable } from './differentiable.ts'
import { A, cotangentsOf, inner, run } from './differentiable.ts'
import type { Verdict } from './law.ts'
import { NoVerdict } from './law.ts'
import { memoizeWeak } from '../tensor/memoizeWeak.ts'

type Algebra = Tensor<NdArray>

/**
 * The algebra at a point, and away from it: there `stopGradient` gives, call by call, what it gave at the point, since
 * what stands behind it counts as fixed.
 */
const holding = (): { readonly at: (algebra: Algebra) => Algebra; readonly away: (algebra: Algebra) => Algebra } => {
  const held: Array<NdArray> = []
  const keep = (a: NdArray): NdArray => {
    held.push(a)
    return a
  }
  const away = (algebra: Algebra): Algebra => {
    let call = 0
    return { ...algebra, stopGradient: (a) => held[call++] ?? a }
  }
  return { at: (algebra) => ({ ...algebra, stopGradient: keep }), away }
}

/** Steps of the difference quotients: small against the numbers, large against their rounding. */
const steps = [2 ** -14, 2 ** -15, 2 ** -16] as const

/** f along a direction: h ↦ ⟨u, f(x + hv)⟩, and what it is at h = 0. */
interface Line {
  readonly origin: number
  readonly at: (h: number) => number
}

/** Difference quotients to both sides of a point. */
interface Slopes {
  readonly left: number
  readonly right: number
}

/**
 * f′(0) by central differences extrapolated to h = 0 (Richardson). Where two extrapolations differ there is a kink
 * within a step of the point, and where those from the left and from the right do there is one at the point itself;
 * the differences then say nothing.
 */
const derivative = ({ origin, at }: Line, size: number): number => {
  const slopes = (h: number): Slopes => ({ left: (origin - at(-h)) / h, right: (at(h) - origin) / h })
  const [coarse, middle, fine] = [slopes(steps[0]), slopes(steps[1]), slopes(steps[2])]
  const agree = (left: number, right: number): boolean => near({ left, right, size }, tolerance.differences / 4)
  if (!agree(2 * fine.left - middle.left, 2 * fine.right - middle.right)) throw new NoVerdict()
  const central = ({ left, right }: Slopes): number => (left + right) / 2
  const extrapolated = (far: Slopes, close: Slopes): number => (4 * central(close) - central(far)) / 3
  const [first, second] = [extrapolated(coarse, middle), extrapolated(middle, fine)]
  if (!agree(first, second)) throw new NoVerdict()
  return second
}

/** The variables moved by h along a direction. */
const movedBy = ({ variables }: Differentiable, v: Named.Named<NdArray>, h: number): Named.Named<NdArray> =>
  Named.map(variables, (x, name) => {
    const direction = v[name]
    return direction === undefined ? x : A.add(x, scale(A, direction, h))
  })

/** What a pullback and differences say along a direction, as an algebra computes it, and what pullbacks beside it say. */
interface Compared extends Pair {
  readonly beside: () => number
}

const computedBy = (subject: Differentiable): ((v: Named.Named<NdArray>, algebra: Algebra) => Compared) => {
  const pulled = memoizeWeak((algebra: Algebra) => {
    const { at, away } = holding()
    const { outputs, pullback } = run(subject, { algebra: at(algebra) })
    const u = cotangentsOf(subject, outputs)
    return { away, u, value: inner(outputs, u), back: complete(subject, pullback(u)) }
  })
  return (v, algebra) => {
    const { away, u, value, back } = pulled(algebra)
    const left = inner(back, v)
    const size = left.size + value.size
    const near = (h: number) => run(subject, { variables: movedBy(subject, v, h), algebra: away(algebra) })
    const line: Line = { origin: value.sum, at: (h) => inner(near(h).outputs, u).sum }
    const slope = (h: number): number => inner(complete(subject, near(h).pullback(u)), v).sum
    const [least] = steps.toReversed()
    const beside = (): number => (slope(least ?? 0) + slope(-(least ?? 0))) / 2
    return { left: left.sum, right: derivative(line, size), size, beside }
  }
}

/**
 * The pullback agrees with central differences for every variable. Where it does not, but the pullbacks on both sides
 * of the point do in the mean, there is a kink at the very point, and no verdict.
 */
export const agreesWithDifferences = (subject: Differentiable): Verdict => {
  const computed = computedBy(subject)
  return comparedAlong(subject, 'differences say', (v) => {
    const pair = computed(v, A)
    const reach = (): number => reachOf((algebra) => [computed(v, algebra)], subject.stream)[0] ?? Number.NaN
    if (isClose(pair, tolerance.differences, reach)) return undefined
    if (isClose({ ...pair, left: pair.beside() }, tolerance.differences, reach)) throw new NoVerdict()
    return pair
  })
}
