import type { Dual } from '../interpreters/dual/index.ts'
import { dual, moving, still, tangentOf } from '../interpreters/dual/index.ts'
import type { NdArray } from '../interpreters/ndarray/index.ts'
import { ndarrays } from '../interpreters/ndarray/index.ts'
import type { Stream } from '../random/index.ts'
import { path } from '../random/index.ts'
import { scale } from '../tensor/derived.ts'
import * as Named from '../tensor/named.ts'
import type { Sizes } from '../tensor/shape.ts'
import type { Tensor } from '../tensor/tensor.ts'
import type { Verdict } from './law.ts'
import { NoVerdict } from './law.ts'
import { dyadic } from './numbers.ts'

/** Values with the rule that pulls cotangents of them back to the variables. */
export interface Pulled<T> {
  readonly outputs: Named.Named<T>
  readonly pullback: (cotangents: Named.Named<T>) => Named.Named<T>
}

/**
 * Something differentiable at a point: variables that gradients are taken in, everything else already inside. Its
 * program runs in any interpreter; `lift` takes fixed numbers into it.
 */
export interface Differentiable {
  readonly variables: Named.Named<NdArray>
  readonly run: <T>(A: Tensor<T>, lift: (fixed: NdArray) => T, variables: Named.Named<T>) => Pulled<T>
  /** Where directions, cotangents and cases come from. */
  readonly stream: Stream
}

/** How far two numbers may be apart, relative to the size of what was added up to get them. */
export const tolerance = { dual: 1e-12, differences: 1e-7, linear: 1e-12 } as const

export const A = ndarrays('float64')

const plain = (subject: Differentiable, variables = subject.variables, algebra: Tensor<NdArray> = A): Pulled<NdArray> =>
  subject.run(algebra, (fixed) => fixed, variables)

export const shapeOf = (a: NdArray): Sizes => [...a.shape]

/** ⟨a, b⟩ and Σ |aᵢbᵢ|, which says how large its rounding may be. */
const inner = (a: NdArray, b: NdArray): readonly [sum: number, size: number] => {
  const [x, y] = [A.read(a), A.read(b)]
  return x.reduce<readonly [number, number]>(
    ([sum, size], value, i) => [sum + value * (y[i] ?? 0), size + Math.abs(value * (y[i] ?? 0))],
    [0, 0],
  )
}

const innerAll = (a: Named.Named<NdArray>, b: Named.Named<NdArray>): readonly [number, number] =>
  Object.entries(a).reduce<readonly [number, number]>(
    ([sum, size], [name, value]) => {
      const [s, z] = inner(value, Named.get(b, name))
      return [sum + s, size + z]
    },
    [0, 0],
  )

const cotangentsOf = ({ stream }: Differentiable, outputs: Named.Named<NdArray>, label = 'cotangent') =>
  Named.map(outputs, (y, name) => dyadic(path(stream, label, name), shapeOf(y)))

const directionOf = ({ stream }: Differentiable, name: string, variable: NdArray): NdArray =>
  dyadic(path(stream, 'direction', name), shapeOf(variable))

/** Where a variable stands among the words of a message: its name, and what each side says. */
const disagree = (name: string, says: number, who: string, otherwise: number): string =>
  `cotangent of "${name}": the pullback says ${says}, ${who} ${otherwise} (along one random direction)`

/**
 * The least size that a difference is taken relative to. The numbers of the laws are of order 1, so where a
 * derivative is 0 or nearly (a loss at its minimum), terms of this size and more have cancelled.
 */
const leastSize = 1 / 64

const near = (a: number, b: number, size: number, relative: number): boolean =>
  Object.is(a, b) || Math.abs(a - b) <= relative * Math.max(leastSize, size, Math.abs(a), Math.abs(b))

/** J·v for one variable, by dual numbers. */
export const forward = (subject: Differentiable, name: string, direction: NdArray): Named.Named<NdArray> => {
  const variables = Named.map(subject.variables, (value, other): Dual<NdArray> =>
    other === name ? moving(value, direction) : still(value),
  )
  return Named.map(subject.run(dual(A), still, variables).outputs, (y) => tangentOf(A, y))
}

const first = <T>(named: Named.Named<T>, verdict: (value: T, name: string) => Verdict): Verdict => {
  for (const [name, value] of Object.entries(named)) {
    const found = verdict(value, name)
    if (found !== undefined) return found
  }
  return undefined
}

const cotangentOf = (cotangents: Named.Named<NdArray>, name: string): NdArray => {
  const found = cotangents[name]
  if (found === undefined) throw new Error(`the pullback gives no cotangent of "${name}"`)
  return found
}

/** How a pullback is compared: to the bit, on another algebra, inside something that watches it. */
export interface Comparing {
  readonly exact?: boolean
  readonly algebra?: Tensor<NdArray>
  readonly during?: (action: () => Named.Named<NdArray>) => Named.Named<NdArray>
}

/** ⟨u, J v⟩ = ⟨Jᵀu, v⟩ for every variable, J by dual numbers and Jᵀ by the pullback. */
export const agreesWithDual = (
  subject: Differentiable,
  { exact = false, algebra = A, during = (action) => action() }: Comparing = {},
): Verdict => {
  const { outputs, pullback } = subject.run(algebra, (fixed) => fixed, subject.variables)
  const u = cotangentsOf(subject, outputs)
  const back = during(() => pullback(u))
  return first(subject.variables, (variable, name) => {
    const v = directionOf(subject, name, variable)
    const [says, size] = inner(cotangentOf(back, name), v)
    const [dualSays, dualSize] = innerAll(forward(subject, name, v), u)
    const agrees = exact ? says === dualSays : near(says, dualSays, size + dualSize, tolerance.dual)
    return agrees ? undefined : disagree(name, says, 'dual numbers say', dualSays)
  })
}

/**
 * The algebra at a point, and away from it: there `stopGradient` gives, call by call, what it gave at the point, since
 * what stands behind it counts as fixed.
 */
const holding = (): { readonly at: Tensor<NdArray>; readonly away: () => Tensor<NdArray> } => {
  const held: Array<NdArray> = []
  const keep = (a: NdArray): NdArray => {
    held.push(a)
    return a
  }
  const away = (): Tensor<NdArray> => {
    let call = 0
    return { ...A, stopGradient: (a) => held[call++] ?? a }
  }
  return { at: { ...A, stopGradient: keep }, away }
}

/** Steps of the difference quotients: small against the numbers, large against their rounding. */
const steps = [2 ** -14, 2 ** -15, 2 ** -16] as const

/** What difference quotients at a point need. */
interface Around {
  readonly subject: Differentiable
  readonly away: () => Tensor<NdArray>
  readonly u: Named.Named<NdArray>
}

/** ⟨u, (f(x + hv) − f(x − hv)) / 2h⟩. */
const quotient = (
  { subject, away, u }: Around,
  { name, v }: { readonly name: string; readonly v: NdArray },
  h: number,
): number => {
  const at = (sign: number): number => {
    const moved = A.add(Named.get(subject.variables, name), scale(A, v, sign * h))
    return innerAll(plain(subject, { ...subject.variables, [name]: moved }, away()).outputs, u)[0]
  }
  return (at(1) - at(-1)) / (2 * h)
}

/**
 * ⟨u, f′·v⟩ by central differences extrapolated to h = 0 (Richardson). Where two extrapolations differ there is a
 * kink within a step of the point, and the differences say nothing.
 */
const differences = (around: Around, along: { readonly name: string; readonly v: NdArray }, size: number): number => {
  const [coarse = 0, middle = 0, fine = 0] = steps.map((h) => quotient(around, along, h))
  const [a, b] = [(4 * middle - coarse) / 3, (4 * fine - middle) / 3]
  if (!near(a, b, size, tolerance.differences / 4)) throw new NoVerdict()
  return b
}

/** The pullback agrees with central differences for every variable. */
export const agreesWithDifferences = (subject: Differentiable): Verdict => {
  const { at, away } = holding()
  const { outputs, pullback } = plain(subject, subject.variables, at)
  const u = cotangentsOf(subject, outputs)
  const [, valueSize] = innerAll(outputs, u)
  const back = pullback(u)
  return first(subject.variables, (variable, name) => {
    const v = directionOf(subject, name, variable)
    const [says, size] = inner(cotangentOf(back, name), v)
    const reach = size + valueSize
    const differencesSay = differences({ subject, away, u }, { name, v }, reach)
    return near(says, differencesSay, reach, tolerance.differences)
      ? undefined
      : disagree(name, says, 'differences say', differencesSay)
  })
}

const largest = (values: Float64Array): number => values.reduce((most, value) => Math.max(most, Math.abs(value)), 0)

/** pullback(u + 2w) = pullback(u) + 2·pullback(w), and pullback(0) = 0 exactly. */
export const isLinear = (subject: Differentiable): Verdict => {
  const { outputs, pullback } = plain(subject)
  const [u, w] = [cotangentsOf(subject, outputs), cotangentsOf(subject, outputs, 'other cotangent')]
  const [pu, pw] = [pullback(u), pullback(w)]
  const both = pullback(Named.map(u, (value, name) => A.add(value, scale(A, Named.get(w, name), 2))))
  const zero = pullback(Named.map(u, (value) => scale(A, value, 0)))
  return first(both, (value, name) => {
    const [a, b, c] = [A.read(value), A.read(cotangentOf(pu, name)), A.read(cotangentOf(pw, name))]
    const size = Math.max(1, largest(b), largest(c))
    if (a.some((entry, i) => !near(entry, (b[i] ?? 0) + 2 * (c[i] ?? 0), size, tolerance.linear)))
      return `cotangent of "${name}": the pullback is not linear`
    const rest = A.read(cotangentOf(zero, name)).find((entry) => entry !== 0)
    return rest === undefined ? undefined : `cotangent of "${name}": the pullback of 0 is ${rest}`
  })
}

/** f(x + v) − f(x) === J v and ⟨u, J v⟩ === ⟨Jᵀu, v⟩, to the bit, for a map that is affine in the variable. */
export const isExact = (subject: Differentiable, name: string): Verdict => {
  const v = directionOf(subject, name, Named.get(subject.variables, name))
  const before = plain(subject).outputs
  const moved = { ...subject.variables, [name]: A.add(Named.get(subject.variables, name), v) }
  const after = plain(subject, moved).outputs
  const jv = forward(subject, name, v)
  const off = first(after, (y, output) => {
    const [a, b, d] = [A.read(y), A.read(Named.get(before, output)), A.read(Named.get(jv, output))]
    return a.some((value, i) => value - (b[i] ?? 0) !== d[i])
      ? `output "${output}" does not move by J·v exactly`
      : undefined
  })
  return off ?? agreesWithDual(subject, { exact: true })
}

/** Running and pulling back leaves the variables as they were, and doing it twice gives the same bits. */
export const isPure = (subject: Differentiable): Verdict => {
  const before = Named.map(subject.variables, (value) => A.read(value))
  const once = (): Named.Named<Float64Array> => {
    const { outputs, pullback } = plain(subject)
    const back = pullback(cotangentsOf(subject, outputs))
    return Named.map({ ...Named.prefix(outputs, 'output'), ...Named.prefix(back, 'cotangent') }, (value) =>
      A.read(value),
    )
  }
  const same = (a: Float64Array, b: Float64Array): boolean =>
    a.length === b.length && a.every((value, i) => Object.is(value, b[i]))
  const [one, two] = [once(), once()]
  return (
    first(one, (value, name) =>
      same(value, Named.get(two, name)) ? undefined : `${name} differs when it is computed twice`,
    ) ??
    first(before, (value, name) =>
      same(value, A.read(Named.get(subject.variables, name))) ? undefined : `"${name}" was written to`,
    )
  )
}
