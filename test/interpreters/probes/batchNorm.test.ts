import { describe, expect, it } from 'vitest'
import type { Stage, StageInput } from '../../../src/layers/index.ts'
import type { NdArray } from '../../../src/interpreters/ndarray/index.ts'
import { wrap } from '../../../src/interpreters/ndarray/index.ts'
import type { Differentiable } from '../../../src/laws/differentiable.ts'
import { agreesWithDifferences } from '../../../src/laws/differences.ts'
import { agreesWithDual } from '../../../src/laws/duality.ts'
import { dyadic } from '../../../src/laws/numbers.ts'
import { path, stream } from '../../../src/random/index.ts'
import { fill, like, mean, over, scale, shift, square, sumTo, times } from '../../../src/tensor/derived.ts'
import * as Named from '../../../src/tensor/named.ts'
import type { Tensor } from '../../../src/tensor/tensor.ts'
import { A } from './holds.ts'

describe('batch norm with running statistics', () => {
  /** `live` is 1 in training and quiet (0) at evaluation: the choice of statistics is noise, not a mode. */
  const batchNorm = <T>(B: Tensor<T>, { x, parameters, buffers, noise }: StageInput<T>): Stage<T> => {
    const live = Named.get(noise, 'live')
    const [gamma, beta] = [Named.get(parameters, 'gamma'), Named.get(parameters, 'beta')]
    const mu = mean(B, x, [0])
    const centred = B.sub(x, like(B, mu, x))
    const variance = mean(B, square(B, centred), [0])
    const pick = (own: T, running: T): T => B.where(like(B, live, own), own, B.reshape(running, B.shape(own)))
    const usedMean = pick(mu, Named.get(buffers, 'mean'))
    const root = B.sqrt(shift(B, pick(variance, Named.get(buffers, 'variance')), 1e-5))
    const normal = over(B, B.sub(x, like(B, usedMean, x)), root)
    const next = (running: T, own: T): T =>
      B.add(scale(B, running, 0.9), scale(B, B.reshape(own, B.shape(running)), 0.1))
    return {
      y: B.add(times(B, normal, gamma), like(B, beta, x)),
      aux: {},
      buffers: { mean: next(Named.get(buffers, 'mean'), mu), variance: next(Named.get(buffers, 'variance'), variance) },
      pullback: (dy) => {
        const dnormal = times(B, dy, gamma)
        const through = B.sub(dnormal, like(B, mean(B, dnormal, [0]), x))
        const along = B.mul(normal, like(B, mean(B, B.mul(dnormal, normal), [0]), x))
        const own = over(B, B.sub(through, along), root)
        return {
          dx: B.where(like(B, live, x), own, over(B, dnormal, root)),
          dparameters: { gamma: sumTo(B, B.mul(dy, normal), B.shape(gamma)), beta: sumTo(B, dy, B.shape(beta)) },
        }
      },
    }
  }
  const buffers = { mean: wrap(Float64Array.of(0.5, -0.25, 0), [3]), variance: wrap(Float64Array.of(1, 2, 0.5), [3]) }
  const withBuffers = <T>(lift: (a: NdArray) => T, live: number) => ({
    buffers: Named.map(buffers, lift),
    noise: { live: lift(wrap(Float64Array.of(live), [])) },
  })

  for (const live of [1, 0])
    it(`agrees with dual numbers and differences, ${live === 1 ? 'training' : 'at evaluation'}`, () => {
      const shapes = { x: [6, 3], gamma: [3], beta: [3] }
      for (const seed of [1, 2, 3]) {
        const root = stream(seed)
        const subject: Differentiable = {
          stream: root,
          variables: Named.map(shapes, (shape, name) => dyadic(path(root, name), shape)),
          run: (B, lift, { x, ...parameters }) => {
            if (x === undefined) throw new Error('no x')
            const { y, pullback } = batchNorm(B, { x, parameters, ...withBuffers(lift, live) })
            return {
              outputs: { y },
              pullback: (d) => {
                const { dx, dparameters } = pullback(Named.get(d, 'y'), {})
                return { x: dx, ...dparameters }
              },
            }
          },
        }
        expect(agreesWithDual(subject)).toBeUndefined()
        expect(agreesWithDifferences(subject)).toBeUndefined()
      }
    })

  it('moves its running statistics and leaves those it was given', () => {
    const x = dyadic(stream(3), [6, 3])
    const before = A.read(buffers.mean)
    const stage = batchNorm(A, {
      x,
      parameters: { gamma: fill(A, 1, [3]), beta: fill(A, 0, [3]) },
      ...withBuffers((a) => a, 1),
    })
    const own = A.read(mean(A, x, [0]))
    const next = A.read(Named.get(stage.buffers, 'mean'))
    for (const [i, value] of next.entries()) expect(value).toBeCloseTo(0.9 * (before[i] ?? 0) + 0.1 * (own[i] ?? 0), 14)
    expect(A.read(buffers.mean)).toEqual(before)
  })
})
