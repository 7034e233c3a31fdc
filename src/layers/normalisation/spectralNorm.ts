import { fill, like, over, scalar, square, times, total } from '../../tensor/derived.ts'
import * as Named from '../../tensor/named.ts'
import { extentAt, product } from '../../tensor/shape.ts'
import type { Tensor } from '../../tensor/tensor.ts'
import { defineLayer } from '../core/define.ts'
import type { Parameter } from '../core/initial.ts'
import { trainingFlag } from '../core/noise.ts'
import { around, outputsFirst, reparametrised } from './reparametrised.ts'
import { singularVectors } from './singularVectors.ts'

/** A weight as a matrix [outputs, everything else], and back. */
const asMatrix = (weight: Parameter) => {
  const order = outputsFirst(weight)
  const permuted = order.map((axis) => extentAt(weight.shape, axis))
  const [outputs, others] = [extentAt(permuted, 0), permuted.slice(1)]
  return {
    outputs,
    inputs: product(others),
    to: <T>(A: Tensor<T>, w: T): T => A.reshape(A.transpose(w, order), [outputs, product(others)]),
    from: <T>(A: Tensor<T>, matrix: T): T =>
      A.transpose(
        A.reshape(matrix, permuted),
        order.map((_, axis) => order.indexOf(axis)),
      ),
  }
}

/** a / max(‖a‖, 1e-12). */
const unit = <T>(A: Tensor<T>, a: T): T => over(A, a, A.maximum(A.sqrt(total(A, square(A, a))), scalar(A, 1e-12)))

/** The vectors u: [o, 1] and v: [i, 1] after one power iteration in training, unchanged at evaluation. */
const powerIteration = <T>(
  A: Tensor<T>,
  w: T,
  { isTraining, left, right }: { readonly isTraining: T; readonly left: T; readonly right: T },
): readonly [u: T, v: T] => {
  const u = unit(A, A.matmul(w, right))
  const v = unit(A, A.matmul(w, u, { a: true }))
  const choose = (next: T, before: T): T => A.stopGradient(A.where(like(A, isTraining, next), next, before))
  return [choose(u, left), choose(v, right)]
}

const initialVector = (weight: Parameter, side: 'left' | 'right') => {
  const order = outputsFirst(weight)
  return {
    of: 'weight',
    values: (numbers: Float64Array) => singularVectors(numbers, weight.shape, order)[side],
  }
}

/**
 * Spectral normalisation (Miyato et al. 2018, algorithm 1) of every layer inside that has a weight. The singular
 * vectors u and v are buffers: one power iteration per step in training, none at evaluation; no gradient flows to them.
 *
 *     u ← W·v / ‖W·v‖      v ← Wᵀ·u / ‖Wᵀ·u‖      W: [o, i], the weight as a matrix   u: [o]   v: [i]
 *     w  = W / σ           σ = uᵀ·W·v
 *     dW = (dw − ⟨dw, W⟩ / σ · u·vᵀ) / σ
 *
 * u and v are initialised by fifteen iterations. A weight of zeros is not changed.
 *
 * @example
 * const encoder = pipe(input([784]), spectralNorm(dense(128)), relu, spectralNorm(dense(32)))
 */
export const spectralNorm = defineLayer(
  reparametrised({
    name: 'spectralNorm',
    summary: 'Spectral normalisation: divides the weights of the layers inside by their greatest singular value.',
    parameters: () => ({}),
    buffers: (weight) => {
      const { outputs, inputs } = asMatrix(weight)
      return {
        left: { shape: [outputs], value: initialVector(weight, 'left') },
        right: { shape: [inputs], value: initialVector(weight, 'right') },
      }
    },
    noise: { isTraining: trainingFlag },
    run: (A, weight, { parameters, buffers, noise }) => {
      const { outputs, inputs, to, from } = asMatrix(weight)
      const w = to(A, Named.get(parameters, 'weight'))
      const [u, v] = powerIteration(A, w, {
        isTraining: Named.get(noise, 'isTraining'),
        left: A.reshape(Named.get(buffers, 'left'), [outputs, 1]),
        right: A.reshape(Named.get(buffers, 'right'), [inputs, 1]),
      })
      const singularValue = A.reshape(A.matmul(u, A.matmul(w, v), { a: true }), [])
      const sigma = A.where(singularValue, singularValue, fill(A, 1, []))
      return {
        weight: from(A, over(A, w, sigma)),
        buffers: { left: A.reshape(u, [outputs]), right: A.reshape(v, [inputs]) },
        pullback: (dweight) => {
          const d = over(A, to(A, dweight), sigma)
          const along = A.div(total(A, A.mul(d, w)), sigma)
          return { weight: from(A, A.sub(d, times(A, A.matmul(u, v, { b: true }), along))) }
        },
      }
    },
  }),
  around,
)
