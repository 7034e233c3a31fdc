import { describe, expect, it } from 'vitest'
import type { Stage, StageInput } from '../../../src/layers/index.ts'
import { withTangent, dual, constantDual, tangentOf } from '../../../src/interpreters/dual/index.ts'
import { dyadic } from '../../../src/laws/numbers.ts'
import { stream } from '../../../src/random/index.ts'
import * as Adjoint from '../../../src/tensor/adjoint.ts'
import { fill, scale, shift, square, total } from '../../../src/tensor/derived.ts'
import * as Named from '../../../src/tensor/named.ts'
import type { Tensor } from '../../../src/tensor/tensor.ts'
import { A, holds } from './holds.ts'

describe('a Gaussian code with its KL through aux', () => {
  const gaussian = <T>(B: Tensor<T>, { x, noise }: StageInput<T>): Stage<T> => {
    const [mu, logVariance] = Adjoint.split(B, x, 1, [2, 2])
    if (mu === undefined || logVariance === undefined) throw new Error('two halves')
    const deviation = B.exp(scale(B, logVariance, 0.5))
    const spread = B.mul(deviation, Named.get(noise, 'epsilon'))
    return {
      y: B.add(mu, spread),
      aux: { mean: mu, logVariance },
      buffers: {},
      pullback: (dy, { mean: dmean, logVariance: dlog }) => {
        const dl = scale(B, B.mul(dy, spread), 0.5)
        return {
          dx: B.concat([dmean === undefined ? dy : B.add(dy, dmean), dlog === undefined ? dl : B.add(dl, dlog)], 1),
          dparameters: {},
        }
      },
    }
  }
  const epsilon = dyadic(stream(9), [3, 2])

  it('agrees with dual numbers and differences, aux included', () => holds({ x: [3, 4] }, gaussian, { epsilon }))

  it('is quiet at evaluation: without noise the code is the mean', () => {
    const x = dyadic(stream(4), [3, 4])
    const { y, aux } = gaussian(A, { x, parameters: {}, buffers: {}, noise: { epsilon: fill(A, 0, [3, 2]) } })
    expect(A.read(y)).toEqual(A.read(Named.get(aux, 'mean')))
  })

  it('has the gradient of its KL through aux alone', () => {
    const kl = <T>(B: Tensor<T>, mu: T, logVariance: T): T =>
      scale(B, total(B, B.sub(B.add(square(B, mu), B.exp(logVariance)), shift(B, logVariance, 1))), 0.5)
    const x = dyadic(stream(5), [3, 4])
    const v = dyadic(stream(6), [3, 4])
    const { aux, pullback, y } = gaussian(A, { x, parameters: {}, buffers: {}, noise: { epsilon } })
    const [mu, logVariance] = [Named.get(aux, 'mean'), Named.get(aux, 'logVariance')]
    const daux = { mean: mu, logVariance: scale(A, shift(A, A.exp(logVariance), -1), 0.5) }
    const { dx } = pullback(scale(A, y, 0), daux)
    const D = dual(A)
    const lifted = gaussian(D, {
      x: withTangent(x, v),
      parameters: {},
      buffers: {},
      noise: { epsilon: constantDual(epsilon) },
    })
    const moved = kl(D, Named.get(lifted.aux, 'mean'), Named.get(lifted.aux, 'logVariance'))
    expect(A.read(total(A, A.mul(dx, v)))[0]).toBeCloseTo(A.read(tangentOf(A, moved))[0] ?? Number.NaN, 12)
  })
})
