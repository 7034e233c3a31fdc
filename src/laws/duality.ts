import type { NdArray } from '../interpreters/ndarray/index.ts'
import * as Named from '../tensor/named.ts'
import type { Tensor } from '../tensor/tensor.ts'
import { comparedAlong, complete } from './along.ts'
import { isClose, reachOf, tolerance } from './closeness.ts'
import type { Differentiable, Pulled, Sum } from './differentiable.ts'
import { A, cotangentsOf, directionsOf, forward, inner, run } from './differentiable.ts'
import type { Verdict } from './law.ts'

type Direction = Named.Named<NdArray>

/** What does not depend on the pullback that is tried: found once for each direction, however many are tried. */
export interface Opinion {
  /** ⟨u, J v⟩. */
  readonly says: (v: Direction) => Sum
  /** How far rounding may move it and what the right pullback says. */
  readonly reach: (v: Direction) => number
}

const once = <R>(f: (v: Direction) => R): ((v: Direction) => R) => {
  const found = new Map<string, R>()
  return (v) => {
    const key = Named.names(v).join()
    const before = found.get(key)
    const result = before ?? f(v)
    if (before === undefined) found.set(key, result)
    return result
  }
}

/** What dual numbers say about a subject. */
export const dualOpinion = (subject: Differentiable): Opinion => {
  const says = (v: Direction, algebra: Tensor<NdArray>): Sum => {
    const jv = forward(subject, v, algebra)
    return inner(jv, cotangentsOf(subject, jv))
  }
  const both = (v: Direction, algebra: Tensor<NdArray>) => {
    const { outputs, pullback } = run(subject, { algebra })
    const left = inner(pullback(cotangentsOf(subject, outputs)), v)
    const right = says(v, algebra)
    return { left: left.sum, right: right.sum, size: left.size + right.size }
  }
  return {
    says: once((v) => says(v, A)),
    reach: once((v) => reachOf((algebra) => [both(v, algebra)], subject.stream)[0] ?? Number.NaN),
  }
}

/** How a pullback is compared: to the bit, as something else made it, inside something that watches it. */
export interface Comparing {
  readonly exact?: boolean
  readonly pulled?: Pulled<NdArray>
  readonly during?: (action: () => Named.Named<NdArray>) => Named.Named<NdArray>
  readonly opinion?: Opinion
}

/** ⟨u, J v⟩ = ⟨Jᵀu, v⟩ for every variable, J by dual numbers and Jᵀ by the pullback. */
export const agreesWithDual = (
  subject: Differentiable,
  {
    exact = false,
    pulled = run(subject),
    during = (action) => action(),
    opinion = dualOpinion(subject),
  }: Comparing = {},
): Verdict => {
  const { outputs, pullback } = pulled
  const u = cotangentsOf(subject, outputs)
  const back = complete(
    subject,
    during(() => pullback(u)),
  )
  return comparedAlong(subject, 'dual numbers say', (v) => {
    const [left, right] = [inner(back, v), opinion.says(v)]
    const pair = { left: left.sum, right: right.sum, size: left.size + right.size }
    const agrees = exact ? pair.left === pair.right : isClose(pair, tolerance.dual, () => opinion.reach(v))
    return agrees ? undefined : pair
  })
}

/** f(x + v) − f(x) === J v and ⟨u, J v⟩ === ⟨Jᵀu, v⟩, to the bit, for a map that is affine in the variable. */
export const isExact = (subject: Differentiable, name: string): Verdict => {
  const v = Named.get(directionsOf(subject), name)
  const before = run(subject).outputs
  const x = Named.get(subject.variables, name)
  const after = run(subject, { variables: { ...subject.variables, [name]: A.add(x, v) } }).outputs
  const jv = forward(subject, { [name]: v })
  for (const [output, y] of Object.entries(after)) {
    const [a, b, d] = [A.read(y), A.read(Named.get(before, output)), A.read(Named.get(jv, output))]
    if (a.some((value, i) => value - (b[i] ?? 0) !== d[i])) return `output "${output}" does not move by J·v exactly`
  }
  return agreesWithDual(subject, { exact: true })
}
