import * as Either from 'fp-ts/lib/Either.js'
import { describe, expect, it } from 'vitest'
import { conv2d, dense, input, pipe, tied } from '../../../src/index.ts'
import { buildNetwork, initialise, initialValues, layers } from '../../../src/layers/index.ts'
import type { Initialiser, Network } from '../../../src/layers/index.ts'
import { path, stream } from '../../../src/random/index.ts'

const fan = { in: 200, out: 300 }
const shape = [fan.in, fan.out]
const count = fan.in * fan.out
const drawn = (name: Initialiser): Float64Array => initialise(name, path(stream(7), name), shape, fan)

const mean = (values: Float64Array): number => values.reduce((sum, value) => sum + value, 0) / values.length
const variance = (values: Float64Array): number => mean(values.map((value) => value ** 2)) - mean(values) ** 2

/**
 * The mean of n draws of standard deviation σ has standard deviation σ/√n; their variance has σ²·√((κ − 1)/n), κ the
 * kurtosis: 1.8 of a uniform, 3 of a normal distribution, less of a truncated one. Six of these are exceeded with a
 * probability of 2e-9.
 */
const matches = (values: Float64Array, expected: number, kurtosis: number): void => {
  expect(Math.abs(mean(values))).toBeLessThan(6 * Math.sqrt(expected / count))
  expect(Math.abs(variance(values) / expected - 1)).toBeLessThan(6 * Math.sqrt((kurtosis - 1) / count))
}

describe('uniform initialisers have the limit and the variance of their papers', () => {
  it.each([
    ['glorotUniform', Math.sqrt(6 / 500), 2 / 500],
    ['heUniform', Math.sqrt(6 / 200), 2 / 200],
    ['lecunUniform', Math.sqrt(3 / 200), 1 / 200],
    ['torchUniform', 1 / Math.sqrt(200), 1 / 600],
  ] as const)('%s', (name, limit, expected) => {
    const values = drawn(name)
    const greatest = Math.max(...values.map(Math.abs))
    expect(greatest).toBeLessThanOrEqual(limit)
    // All 60,000 are below 0.999 of the limit with a probability of 0.999^60000 = 9e-27.
    expect(greatest).toBeGreaterThan(0.999 * limit)
    matches(values, expected, 1.8)
  })
})

describe('normal initialisers have the variance of their papers', () => {
  it.each([
    ['glorotNormal', 2 / 500],
    ['heNormal', 2 / 200],
    ['lecunNormal', 1 / 200],
  ] as const)('%s', (name, expected) => matches(drawn(name), expected, 3))

  it('truncatedNormal, within two standard deviations', () => {
    const values = drawn('truncatedNormal')
    expect(Math.max(...values.map(Math.abs))).toBeLessThanOrEqual(0.04)
    // 1 − 2aφ(a) / (2Φ(a) − 1) at a = 2: the variance of a standard normal within ±2.
    matches(values, 0.02 ** 2 * (1 - (4 * 0.05399096651318806) / 0.9544997361036416), 3)
  })
})

describe('biasInitialiser', () => {
  const biasOf = (net: Network): ReadonlyArray<number> => {
    const built = buildNetwork(layers, net.layers, net.input, 'layers')
    if (Either.isLeft(built)) throw new Error('it does not build')
    const { parameters } = initialValues(built.right, (name) => path(stream(3), name))
    return [...(parameters['0.bias'] ?? [])]
  }
  const network = (options: Parameters<typeof dense>[1]) => pipe(input([200]), dense(300, options))

  it('is zeros by default, as in Keras', () => expect(new Set(biasOf(network({})))).toEqual(new Set([0])))

  it('fills the biases with a number', () =>
    expect(new Set(biasOf(network({ biasInitialiser: -2.5 })))).toEqual(new Set([-2.5])))

  it('takes the fan of the weight, as in PyTorch', () => {
    const bias = biasOf(network({ biasInitialiser: 'torchUniform' }))
    const greatest = Math.max(...bias.map(Math.abs))
    expect(greatest).toBeLessThanOrEqual(1 / Math.sqrt(200))
    // All 300 are below 0.95 of the limit with a probability of 0.95^300 = 2e-7.
    expect(greatest).toBeGreaterThan(0.95 / Math.sqrt(200))
  })

  it('is a setting of convolutions too, with the fan of their kernels', () => {
    const bias = biasOf(pipe(input([2, 9, 9]), conv2d(300, { kernel: 3, biasInitialiser: 'torchUniform' })))
    const greatest = Math.max(...bias.map(Math.abs))
    expect(greatest).toBeLessThanOrEqual(1 / Math.sqrt(18))
    expect(greatest).toBeGreaterThan(0.95 / Math.sqrt(18))
  })

  it('is a setting of tied layers too', () =>
    expect(biasOf(pipe(input([2]), tied(300, 'encoder.0', { biasInitialiser: 1 })))).toEqual(Array(300).fill(1)))
})
