import * as Either from 'fp-ts/lib/Either.js'
import { describe, expect, it } from 'vitest'
import { drawFaults } from '../../../src/codec/index.ts'
import {
  dense,
  elaborate,
  gaussian,
  input,
  kl,
  library,
  parallel,
  pipe,
  relu,
  residual,
  spectralNorm,
  splitAxis,
  weightNorm,
} from '../../../src/index.ts'
import { mirror } from '../../../src/dsl/index.ts'
import { assemble, layers, place } from '../../../src/layers/index.ts'
import { valueOf } from '../../losses/values.ts'
import { A, estimate, faultOf, numbers, repeated, run } from '../run.ts'

/** Two entries with means 0.5 and −1 and the logarithms of the variances −1 and 0.5, whatever comes in. */
const parameters = {
  '0.weight': A.constant(new Float64Array(4), [1, 4]),
  '0.bias': A.constant([0.5, -1, -1, 0.5], [4]),
}
const network = pipe(input([1]), gaussian(2))
const samples = run(network, repeated([0], 40_000), { parameters, seed: 5 })

/** Every second number of a matrix with two columns. */
const column = (values: ReadonlyArray<number>, at: number): ReadonlyArray<number> =>
  values.filter((_, i) => i % 2 === at)

describe('gaussian', () => {
  it('is its mean at evaluation', () =>
    expect(numbers(run(network, repeated([3], 2), { parameters }).y)).toEqual([0.5, -1, 0.5, -1]))

  it('draws samples of its mean and variance', () => {
    for (const [at, mean, variance] of [
      [0, 0.5, Math.exp(-1)],
      [1, -1, Math.exp(0.5)],
    ] as const) {
      const first = estimate(column(numbers(samples.y), at))
      const second = estimate(column(numbers(samples.y), at).map((z) => (z - mean) ** 2))
      expect(Math.abs(first.mean - mean)).toBeLessThan(first.error)
      expect(Math.abs(second.mean - variance)).toBeLessThan(second.error)
    }
  })

  it('has a divergence in closed form that equals the mean of log q(z) − log p(z) over samples', () => {
    const logRatio = (z: number, mean: number, s: number): number => (z ** 2 - (z - mean) ** 2 / Math.exp(s) - s) / 2
    const [first, second] = [column(numbers(samples.y), 0), column(numbers(samples.y), 1)]
    const drawn = estimate(first.map((z, i) => logRatio(z, 0.5, -1) + logRatio(second[i] ?? 0, -1, 0.5)))
    const closed = valueOf(kl.definition, { aux: samples.aux })
    expect(Math.abs(drawn.mean - closed)).toBeLessThan(drawn.error)
    expect(drawn.error).toBeLessThan(0.04 * closed)
  })

  it('refuses what is no vector', () =>
    expect(faultOf({ input: [1, 2, 3], layers: [{ layer: 'gaussian', units: 2 }] })).toContain('flatten it first'))

  it('leads back by a dense layer', () =>
    expect(mirror(pipe(input([5]), dense(4), relu, gaussian(2)), { tied: true }).layers).toEqual([
      { layer: 'dense', units: 4 },
      { layer: 'relu' },
      { layer: 'tied', units: 5, to: 'encoder.0' },
    ]))
})

describe('distribution', () => {
  it('is that of the last layer, and of layers around it that only compute its weights', () => {
    for (const [net, expected] of [
      [pipe(input([4]), dense(3), gaussian(4)), 'gaussian'],
      [pipe(input([4]), gaussian(4), dense(4)), undefined],
      [pipe(input([4]), residual(gaussian(4))), undefined],
      [pipe(input([4]), parallel(gaussian(4), relu)), undefined],
      [pipe(input([4]), splitAxis([2, 2], gaussian(2), relu)), undefined],
      [pipe(input([4]), weightNorm(gaussian(4))), 'gaussian'],
      [pipe(input([4]), spectralNorm(gaussian(4))), 'gaussian'],
    ] as const) {
      const placed = place(layers, net.layers, net.input, 'layers')
      if (Either.isLeft(placed)) throw new Error(drawFaults(placed.left))
      expect(placed.right.at(-1)?.built.distribution).toBe(expected)
      const whole = assemble(placed.right, net.input, 'layers')
      expect(Either.isRight(whole) && whole.right.distribution).toBe(expected)
    }
  })
})

describe('kl', () => {
  it('without a Gaussian code is a fault that says what to do', () => {
    const spec = {
      encoder: pipe(input([4]), dense(2)),
      decoder: pipe(input([2]), dense(4)),
      loss: [{ term: 'mse' }, { term: 'kl', weight: 4 }],
    }
    const model = elaborate(library, spec)
    const text = Either.isLeft(model) ? drawFaults(model.left) : ''
    expect(text).toContain('loss[1]: expected a tensor that the model exposes (code), found "mean"')
    expect(text).toContain('end the encoder with a Gaussian code, gaussian(…)')
  })

  it('is a loss as it stands and with options', () => {
    expect(kl.terms).toEqual([{ term: 'kl' }])
    expect(kl({ freeBits: 0.5 }).terms).toEqual([{ term: 'kl', freeBits: 0.5 }])
  })
})
