import { fill, like, over, scalar, square, times, total } from '../../tensor/derived.ts'
import * as Named from '../../tensor/named.ts'
import { product } from '../../tensor/shape.ts'
import type { Tensor } from '../../tensor/tensor.ts'
import type { Parameter } from '../core/initial.ts'
import { around, outputsFirst, reparametrised } from './reparametrised.ts'
import { singularVectors } from './singularVectors.ts'

/** A weight as a matrix of outputs and everything else, and back. */
const asMatrix = (weight: Parameter) => {
  const order = outputsFirst(weight)
  const moved = order.map((axis) => weight.shape[axis] ?? 1)
  const [outputs = 1, ...others] = moved
  return {
    outputs,
    inputs: product(others),
    to: <T>(A: Tensor<T>, w: T): T => A.reshape(A.transpose(w, order), [outputs, product(others)]),
    from: <T>(A: Tensor<T>, matrix: T): T =>
      A.transpose(
        A.reshape(matrix, moved),
        order.map((_, axis) => order.indexOf(axis)),
      ),
  }
}

/** a / ‖a‖, and 0 where that is too small. */
const unit = <T>(A: Tensor<T>, a: T): T => over(A, a, A.maximum(A.sqrt(total(A, square(A, a))), scalar(A, 1e-12)))

/** The vectors u: [o, 1] and v: [i, 1] after one power iteration where it is live, else as they were. */
const iterated = <T>(
  A: Tensor<T>,
  w: T,
  { live, left, right }: { readonly live: T; readonly left: T; readonly right: T },
): readonly [u: T, v: T] => {
  const u = unit(A, A.matmul(w, right))
  const v = unit(A, A.matmul(w, u, { a: true }))
  const choose = (next: T, before: T): T => A.stopGradient(A.where(like(A, live, next), next, before))
  return [choose(u, left), choose(v, right)]
}

const begin = (weight: Parameter, side: 'left' | 'right') => {
  const order = outputsFirst(weight)
  return {
    of: 'weight',
    values: (numbers: Float64Array) => singularVectors(numbers, weight.shape, order)[side],
  }
}

const spectralNormRow = reparametrised({
  name: 'spectralNorm',
  summary: 'The weights of the layers inside divided by their greatest singular value, so that no layer stretches.',
  parameters: () => ({}),
  buffers: (weight) => {
    const { outputs, inputs } = asMatrix(weight)
    return {
      left: { shape: [outputs], value: begin(weight, 'left') },
      right: { shape: [inputs], value: begin(weight, 'right') },
    }
  },
  noise: { live: { shape: [], per: 'step', distribution: { kind: 'bernoulli', probability: 1 }, neutral: 0 } },
  run: (A, weight, { parameters, buffers, noise }) => {
    const { outputs, inputs, to, from } = asMatrix(weight)
    const w = to(A, Named.get(parameters, 'weight'))
    const [u, v] = iterated(A, w, {
      live: Named.get(noise, 'live'),
      left: A.reshape(Named.get(buffers, 'left'), [outputs, 1]),
      right: A.reshape(Named.get(buffers, 'right'), [inputs, 1]),
    })
    const stretch = A.reshape(A.matmul(u, A.matmul(w, v), { a: true }), [])
    const sigma = A.where(stretch, stretch, fill(A, 1, []))
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
})

/**
 * Spectral normalisation (Miyato et al. 2018, algorithm 1) of every layer inside that has a weight. The singular
 * vectors u and v are buffers, one power iteration a step in training, none at evaluation; they count as fixed.
 *
 *     u ← W·v / ‖W·v‖      v ← Wᵀ·u / ‖Wᵀ·u‖      W: [o, i], the weight as a matrix   u: [o]   v: [i]
 *     w  = W / σ           σ = uᵀ·W·v
 *     dW = (dw − ⟨dw, W⟩ / σ · u·vᵀ) / σ
 *
 * u and v begin after fifteen iterations. A weight of zeros stays as it is.
 *
 * @example
 * const encoder = pipe(input([784]), spectralNorm(dense(128)), relu, spectralNorm(dense(32)))
 */
export const spectralNorm = Object.assign(around('spectralNorm'), { definition: spectralNormRow })
