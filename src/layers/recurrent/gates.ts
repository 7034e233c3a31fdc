import { matmul } from '../../tensor/adjoint.ts'
import { sumTo } from '../../tensor/derived.ts'
import * as Named from '../../tensor/named.ts'
import { extentAt, isSymbolic } from '../../tensor/shape.ts'
import type { Tensor } from '../../tensor/tensor.ts'
import { at } from './cell.ts'
import { asRows } from '../dense/dense.ts'
import type { Cotangents, StageInput } from '../core/stage.ts'

type Tensors<T> = ReadonlyArray<T>

/** What stands side by side along the last axis, so many of one width. */
export const apart = <T>(A: Tensor<T>, x: T, count: number): Tensors<T> => {
  const shape = A.shape(x)
  const all = extentAt(shape, shape.length - 1)
  const width = isSymbolic(all) ? all.batch : all / count
  return Array.from({ length: count }, (_, i) =>
    A.slice(
      x,
      shape.map((__, axis) => (axis === shape.length - 1 ? { start: i * width, stop: (i + 1) * width } : null)),
    ),
  )
}

/** The input's part of every gate, with what pulls their cotangents back. */
interface Gates<T> {
  readonly y: Tensors<T>
  readonly pullback: (dy: Tensors<T>) => Cotangents<T>
}

/**
 * x·W + b on every vector of a sequence, gate by gate, whose weights stand side by side.
 *
 *     y_g = x·W_g + b_g        x: [N, T, F]      W: [F, gates·h]      b: [gates·h]      y_g: [N, T, h]
 *     dx  = Σ_g dy_g·W_gᵀ      dW_g = xᵀ·dy_g    db_g = Σ dy_g
 */
export const gatesOf = <T>(
  A: Tensor<T>,
  { x, parameters }: StageInput<T>,
  count: number,
  [length, units]: readonly [number, number],
): Gates<T> => {
  const weights = apart(A, Named.get(parameters, 'weight'), count)
  const biases = apart(A, Named.get(parameters, 'bias'), count)
  const rows = A.reshape(x, asRows(A.shape(x)))
  const sizes = [extentAt(A.shape(x), 0), length, units]
  const y = weights.map((weight, gate) => {
    const product = A.matmul(rows, weight)
    return A.reshape(A.add(product, A.expand(at(biases, gate), A.shape(product))), sizes)
  })
  return {
    y,
    pullback: (dy) => {
      const d = dy.map((one) => A.reshape(one, asRows(sizes)))
      const back = d.map((one, gate) => matmul(A, [rows, at(weights, gate)], one))
      const dweights = back.map(([, dweight]) => dweight)
      const dbiases = d.map((one) => sumTo(A, one, [units]))
      return {
        dx: A.reshape(
          back.map(([drows]) => drows).reduce((sum, one) => A.add(sum, one)),
          A.shape(x),
        ),
        dparameters: { weight: A.concat(dweights, 1), bias: A.concat(dbiases, 0) },
      }
    },
  }
}
