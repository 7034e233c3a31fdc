import type { Dual } from '../interpreters/dual/index.ts'
import { dual, withTangent, constantDual, tangentOf } from '../interpreters/dual/index.ts'
import type { NdArray } from '../interpreters/ndarray/index.ts'
import { ndarrays } from '../interpreters/ndarray/index.ts'
import type { Stream } from '../random/index.ts'
import { path } from '../random/index.ts'
import * as Named from '../tensor/named.ts'
import type { Sizes } from '../tensor/shape.ts'
import type { Tensor } from '../tensor/tensor.ts'
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

export const A = ndarrays('float64')

/** The program on ndarrays: at its point or another one, in A or another algebra of them. */
export const run = (
  subject: Differentiable,
  { variables = subject.variables, algebra = A }: { variables?: Named.Named<NdArray>; algebra?: Tensor<NdArray> } = {},
): Pulled<NdArray> => subject.run(algebra, (fixed) => fixed, variables)

const shapeOf = (a: NdArray): Sizes => [...a.shape]

/** A sum, and the sum of the absolute values of its terms, which says how large its rounding may be. */
export interface Sum {
  readonly sum: number
  readonly size: number
}

/** ⟨a, b⟩ over the tensors that b names. */
export const inner = (a: Named.Named<NdArray>, b: Named.Named<NdArray>): Sum => {
  let [sum, size] = [0, 0]
  for (const [name, other] of Object.entries(b)) {
    const [x, y] = [A.read(Named.get(a, name)), A.read(other)]
    for (let i = 0; i < x.length; i++) {
      const term = (x[i] ?? 0) * (y[i] ?? 0)
      sum += term
      size += Math.abs(term)
    }
  }
  return { sum, size }
}

/** Random cotangents of the outputs. */
export const cotangentsOf = (
  { stream }: Differentiable,
  outputs: Named.Named<NdArray>,
  label = 'cotangent',
): Named.Named<NdArray> => Named.map(outputs, (y, name) => dyadic(path(stream, label, name), shapeOf(y)))

/** Random directions, one for each variable. */
export const directionsOf = ({ stream, variables }: Differentiable): Named.Named<NdArray> =>
  Named.map(variables, (variable, name) => dyadic(path(stream, 'direction', name), shapeOf(variable)))

/** J·v by dual numbers: how the outputs move where the variables that v names move along it. */
export const forward = (
  subject: Differentiable,
  v: Named.Named<NdArray>,
  algebra: Tensor<NdArray> = A,
): Named.Named<NdArray> => {
  const variables = Named.map(subject.variables, (value, name): Dual<NdArray> => {
    const direction = v[name]
    return direction === undefined ? constantDual(value) : withTangent(value, direction)
  })
  return Named.map(subject.run(dual(algebra), constantDual, variables).outputs, (y) => tangentOf(algebra, y))
}
