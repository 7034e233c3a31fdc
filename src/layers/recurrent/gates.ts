import { matmul, split } from '../../tensor/adjoint.ts'
import { sumTo } from '../../tensor/derived.ts'
import * as Named from '../../tensor/named.ts'
import { extentAt, knownExtent, lastExtent } from '../../tensor/shape.ts'
import type { Tensor } from '../../tensor/tensor.ts'
import { itemAt } from '../core/itemAt.ts'
import type { Cotangents, StageInput } from '../core/stage.ts'
import { asRows } from '../dense/dense.ts'

type Tensors<T> = ReadonlyArray<T>

/** Splits the last axis into this many parts of equal width, one for each gate. */
export const splitGates = <T>(A: Tensor<T>, x: T, count: number): Tensors<T> => {
  const shape = A.shape(x)
  const width = knownExtent(lastExtent(shape)) / count
  const widths = Array.from({ length: count }, () => width)
  return split(A, x, shape.length - 1, widths)
}

/** The input's part of every gate, with the pullback. */
interface GateInputs<T> {
  readonly y: Tensors<T>
  readonly pullback: (dy: Tensors<T>) => Cotangents<T>
}

/**
 * x·W + b on every vector of a sequence for each gate; W and b are those of all gates, concatenated.
 *
 *     y_g = x·W_g + b_g        x: [N, T, F]      W: [F, gates·h]      b: [gates·h]      y_g: [N, T, h]
 *     dx  = Σ_g dy_g·W_gᵀ      dW_g = xᵀ·dy_g    db_g = Σ dy_g
 */
export const gateInputs = <T>(
  A: Tensor<T>,
  { x, parameters }: StageInput<T>,
  count: number,
  [length, units]: readonly [number, number],
): GateInputs<T> => {
  const weights = splitGates(A, Named.get(parameters, 'weight'), count)
  const biases = splitGates(A, Named.get(parameters, 'bias'), count)
  const rows = A.reshape(x, asRows(A.shape(x)))
  const shape = [extentAt(A.shape(x), 0), length, units]
  const y = weights.map((weight, gate) => {
    const product = A.matmul(rows, weight)
    return A.reshape(A.add(product, A.expand(itemAt(biases, gate), A.shape(product))), shape)
  })
  return {
    y,
    pullback: (dy) => {
      const drows = dy.map((d) => A.reshape(d, asRows(shape)))
      const back = drows.map((d, gate) => matmul(A, [rows, itemAt(weights, gate)], d))
      const dweights = back.map(([, dweight]) => dweight)
      const dbiases = drows.map((d) => sumTo(A, d, [units]))
      return {
        dx: A.reshape(back.map(([dx]) => dx).reduce(A.add), A.shape(x)),
        dparameters: { weight: A.concat(dweights, 1), bias: A.concat(dbiases, 0) },
      }
    },
  }
}
