import { describe, expect, it } from 'vitest'
import { input, pipe, powerSpherical } from '../../../src/index.ts'
import * as Named from '../../../src/tensor/named.ts'
import { A, estimate, faultOf, numbers, repeated, run } from '../run.ts'

const many = 40_000
const dimensions = 5
const kappa = 3
const mean = [0.6, 0, 0.8, 0, 0]
const network = pipe(input([1]), powerSpherical(dimensions))
/** One direction and concentration, whatever comes in. */
const parameters = {
  '0.weight': A.constant(new Float64Array(dimensions + 1), [1, dimensions + 1]),
  '0.bias': A.constant([...mean.map((entry) => 2 * entry), Math.log(kappa)], [dimensions + 1]),
}
const samples = run(network, repeated([0], many), { parameters, seed: 3 })
const heights = numbers(A.matmul(samples.y, A.constant(mean, [dimensions, 1])))
const [closed = Number.NaN] = numbers(Named.get(samples.aux, 'divergence'))

/** log Γ of a whole number or half of one. */
const logGamma = (x: number): number =>
  x === 1 ? 0 : x === 0.5 ? Math.log(Math.PI) / 2 : Math.log(x - 1) + logGamma(x - 1)

/** log of the density of a direction at a height, and of the uniform one, as the paper writes them. */
const alpha = (dimensions - 1) / 2 + kappa
const beta = (dimensions - 1) / 2
const logNormaliser = (alpha + beta) * Math.LN2 + beta * Math.log(Math.PI) + logGamma(alpha) - logGamma(alpha + beta)
const logSurface = Math.LN2 + (dimensions / 2) * Math.log(Math.PI) - logGamma(dimensions / 2)

describe('powerSpherical', () => {
  it('is its direction at evaluation', () =>
    numbers(run(network, repeated([3], 1), { parameters }).y).forEach((entry, i) =>
      expect(entry).toBeCloseTo(mean[i] ?? 0, 14),
    ))

  it('draws samples on the sphere', () => {
    const lengths = numbers(A.sum(A.mul(samples.y, samples.y), [1]))
    expect(Math.max(...lengths.map((length) => Math.abs(length - 1)))).toBeLessThan(1e-12)
  })

  it('draws them as high above the equator as its distribution says, in mean and variance', () => {
    const [expected, variance] = [
      (alpha - beta) / (alpha + beta),
      (4 * alpha * beta) / ((alpha + beta) ** 2 * (alpha + beta + 1)),
    ]
    const first = estimate(heights)
    const second = estimate(heights.map((t) => (t - expected) ** 2))
    expect(Math.abs(first.mean - expected)).toBeLessThan(first.error)
    expect(Math.abs(second.mean - variance)).toBeLessThan(second.error)
  })

  it('draws them evenly around its direction', () => {
    const across = numbers(A.matmul(samples.y, A.constant([-0.8, 0, 0.6, 0, 0], [dimensions, 1])))
    for (const values of [across, numbers(A.slice(samples.y, [null, { start: 3, stop: 4 }]))]) {
      const [first, second] = [estimate(values), estimate(values.map((value) => value ** 2))]
      const share = estimate(heights.map((t) => (1 - t ** 2) / (dimensions - 1)))
      expect(Math.abs(first.mean)).toBeLessThan(first.error)
      expect(Math.abs(second.mean - share.mean)).toBeLessThan(second.error + share.error)
    }
  })

  it('has a divergence that equals the mean of log q(y) − log p(y) over samples', () => {
    const drawn = estimate(heights.map((t) => kappa * Math.log1p(t) - logNormaliser + logSurface))
    expect(Math.abs(drawn.mean - closed)).toBeLessThan(drawn.error)
    expect(drawn.error).toBeLessThan(0.05 * closed)
  })

  it('is uniform where it is not concentrated: no divergence', () => {
    const flat = { ...parameters, '0.bias': A.constant([...mean, -60], [dimensions + 1]) }
    expect(
      Math.abs(numbers(Named.get(run(network, repeated([0], 1), { parameters: flat }).aux, 'divergence'))[0] ?? 1),
    ).toBeLessThan(1e-15)
  })

  it('keeps the gradient of its divergence where it is concentrated beyond the square root of all numbers', () => {
    const close = { ...parameters, '0.bias': A.constant([...mean, 400], [dimensions + 1]) }
    const { y, aux, pullback } = run(network, repeated([0], 1), { parameters: close, seed: 3 })
    const back = pullback(A.constant(new Float64Array(dimensions), [...y.shape]), {
      divergence: A.constant([1], [...Named.get(aux, 'divergence').shape]),
    })
    // It is Σᵢ log(αᵢ/(β + i)) − κ/αᵢ, which grows by 1 for each of the β terms where log κ does.
    expect(numbers(Named.get(back.dparameters, '0.bias')).at(-1)).toBeCloseTo(beta, 12)
  })

  it('wants an odd number of dimensions', () =>
    expect(faultOf({ input: [4], layers: [{ layer: 'powerSpherical', dimensions: 6 }] })).toContain(
      'the nearest are 5 and 7',
    ))
})
