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

/** f along a direction: h ↦ ⟨u, f(x + hv)⟩. */
type Line = (h: number) => number

/** (f(h) − f(−h)) / 2h, and how much more f rises ahead of 0 than behind it, over h. */
const quotients = (f: Line, centre: number, h: number): readonly [slope: number, bend: number] => {
  const [ahead, behind] = [f(h), f(-h)]
  return [(ahead - behind) / (2 * h), (ahead - centre - (centre - behind)) / h]
}

/**
 * f′(0) by central differences extrapolated to h = 0 (Richardson); `centre` is f(0). Where two extrapolations differ
 * there is a kink within a step of the point, where the bend does not near 0 with h there is one at the point itself,
 * and the differences say nothing.
 */
const derivative = (f: Line, centre: number, size: number): number => {
  const [coarse = [0, 0], middle = [0, 0], fine = [0, 0]] = steps.map((h) => quotients(f, centre, h))
  const [left, right] = [(4 * middle[0] - coarse[0]) / 3, (4 * fine[0] - middle[0]) / 3]
  const kink = 2 * fine[1] - middle[1]
  const agree = (one: Omit<Pair, 'size'>): boolean => near({ ...one, size }, tolerance.differences / 4)
  if (!agree({ left, right }) || !agree({ left: kink, right: 0 })) throw new NoVerdict()
  return right
}

/** What a pullback and differences say along a direction, as an algebra computes it. */
const computedBy = (subject: Differentiable): ((v: Named.Named<NdArray>, algebra: Algebra) => Pair) => {
  const moved = (v: Named.Named<NdArray>, h: number) =>
    Named.map(subject.variables, (x, name) => {
      const direction = v[name]
      return direction === undefined ? x : A.add(x, scale(A, direction, h))
    })
  return (v, algebra) => {
    const { at, away } = holding()
    const { outputs, pullback } = run(subject, { algebra: at(algebra) })
    const u = cotangentsOf(subject, outputs)
    const left = inner(complete(subject, pullback(u)), v)
    const value = inner(outputs, u)
    const size = left.size + value.size
    const line: Line = (h) => inner(run(subject, { variables: moved(v, h), algebra: away(algebra) }).outputs, u).sum
    return { left: left.sum, right: derivative(line, value.sum, size), size }
  }
}

/** The pullback agrees with central differences for every variable. */
export const agreesWithDifferences = (subject: Differentiable): Verdict => {
  const computed = computedBy(subject)
  return comparedAlong(subject, 'differences say', (v) => {
    const pair = computed(v, A)
    const reach = (): number => reachOf((algebra) => [computed(v, algebra)], subject.stream)[0] ?? Number.NaN
    return isClose(pair, tolerance.differences, reach) ? undefined : pair
  })
}
