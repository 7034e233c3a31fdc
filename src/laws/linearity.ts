import type { NdArray } from '../interpreters/ndarray/index.ts'
import { scale } from '../tensor/derived.ts'
import * as Named from '../tensor/named.ts'
import type { Tensor } from '../tensor/tensor.ts'
import { complete } from './along.ts'
import type { Pair } from './closeness.ts'
import { isClose, reachOf, tolerance } from './closeness.ts'
import type { Differentiable } from './differentiable.ts'
import { A, cotangentsOf, run } from './differentiable.ts'
import type { Verdict } from './law.ts'

const largest = (values: Float64Array): number => values.reduce((most, value) => Math.max(most, Math.abs(value)), 0)

interface Entry extends Pair {
  readonly name: string
}

/** Every entry of pullback(u + 2w) beside that of pullback(u) + 2·pullback(w). */
const entries = (subject: Differentiable, algebra: Tensor<NdArray>): ReadonlyArray<Entry> => {
  const { outputs, pullback } = run(subject, { algebra })
  const [u, w] = [cotangentsOf(subject, outputs), cotangentsOf(subject, outputs, 'other cotangent')]
  const sum = Named.map(u, (value, name) => A.add(value, scale(A, Named.get(w, name), 2)))
  const [pu, pw, both] = [pullback(u), pullback(w), complete(subject, pullback(sum))]
  return Object.entries(both).flatMap(([name, value]) => {
    const [a, b, c] = [A.read(value), A.read(Named.get(pu, name)), A.read(Named.get(pw, name))]
    const size = Math.max(1, largest(b), largest(c))
    return Array.from(a, (left, i) => ({ name, left, right: (b[i] ?? 0) + 2 * (c[i] ?? 0), size }))
  })
}

/** pullback(0) = 0 exactly. */
const keepsZero = (subject: Differentiable): Verdict => {
  const { outputs, pullback } = run(subject)
  const zero = pullback(Named.map(outputs, (y) => A.expand(A.constant([0], []), y.shape)))
  for (const [name, value] of Object.entries(zero)) {
    const rest = A.read(value).find((entry) => entry !== 0)
    if (rest !== undefined) return `cotangent of "${name}": the pullback of 0 is ${rest}`
  }
  return undefined
}

/** pullback(u + 2w) = pullback(u) + 2·pullback(w), and pullback(0) = 0 exactly. */
export const isLinear = (subject: Differentiable): Verdict => {
  let reaches: ReadonlyArray<number> | undefined
  const reach = (i: number): number => {
    reaches ??= reachOf((algebra) => entries(subject, algebra), subject.stream)
    return reaches[i] ?? Number.NaN
  }
  const off = entries(subject, A).find((entry, i) => !isClose(entry, tolerance.linear, () => reach(i)))
  return off === undefined ? keepsZero(subject) : `cotangent of "${off.name}": the pullback is not linear`
}
