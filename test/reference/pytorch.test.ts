import * as Either from 'fp-ts/lib/Either.js'
import { describe, expect, it } from 'vitest'
import { buildNetwork, layers } from '../../src/layers/index.ts'
import {
  combine,
  contractive,
  dense,
  elaborate,
  gaussianNoise,
  input,
  klSparsity,
  l1Activity,
  l2Weights,
  mse,
  pipe,
  sigmoid,
  tanh,
  tap,
  weighted,
} from '../../src/index.ts'
import { terms } from '../../src/losses/index.ts'
import { loss } from '../../src/model/index.ts'
import { updates } from '../../src/optimisers/index.ts'
import { buildRate, schedules } from '../../src/schedules/index.ts'
import { scalar } from '../../src/tensor/derived.ts'
import * as Named from '../../src/tensor/named.ts'
import { distance, trajectoryOf } from './trajectory.ts'
import type { NdArray } from '../../src/interpreters/ndarray/index.ts'
import { layersWithCases } from './layerCases.ts'
import { termsWithExamples } from './termCases.ts'
import { A, apart, array, reference } from './values.ts'

const valueOf = (a: NdArray): number => A.read(a)[0] ?? Number.NaN

/**
 * Layers without reference values: they move, draw or combine. A new layer of that kind is added here; any other has
 * its values made by PyTorch.
 */
const structural = [
  'tied',
  'fourierFeatures',
  'learnedTokens',
  'conditioned',
  'dropout',
  'gaussianNoise',
  'maskingNoise',
  'saltAndPepperNoise',
  'sequencePool',
  'tap',
  'tokenMasking',
  'wordDropout',
  'residual',
]

/** Fails with what to do for each name that has no reference values. */
const expectReferences = (names: ReadonlyArray<string>, covered: ReadonlySet<string>, remedy: string): void => {
  const missing = names.filter((name) => !covered.has(name))
  expect(missing.map((name) => `${name} has no reference values: add ${remedy}, and run it with PyTorch`)).toEqual([])
}

describe('activations give the values of PyTorch', () => {
  const { x, cases } = reference('activations')
  for (const { layer, settings, y } of cases)
    it(`${layer} ${JSON.stringify(settings)}`, () => {
      const built = buildNetwork(layers, [{ ...settings, layer }], [x.length], 'layers')
      if (Either.isLeft(built)) return expect.fail('it does not build')
      const stage = built.right.program(A, { x: array(x, [1, x.length]), parameters: {}, buffers: {}, noise: {} })
      const found = A.read(stage.y)
      for (const [i, value] of y.entries())
        expect(apart(found[i] ?? Number.NaN, value), `x = ${x[i]}`).toBeLessThan(1e-14)
    })

  it('covers every layer that is not structural', () => {
    const covered = new Set([...cases.map(({ layer }) => layer), ...layersWithCases()])
    expectReferences(
      Object.keys(layers).filter((name) => !structural.includes(name)),
      covered,
      'an activation to the table in test/reference/make.py, another layer to test/reference/layers; or name it in `structural`',
    )
    expect(structural.filter((name) => covered.has(name))).toEqual([])
  })
})

it('every loss term has the gradients of PyTorch: those of Jacobians in whole autoencoders', () => {
  const covered = new Set([...termsWithExamples(), 'contractive', 'gradientPenalty'])
  expectReferences(Object.keys(terms), covered, 'an example to test/reference/terms')
})

describe('optimisers follow the trajectories of PyTorch for 100 steps', () => {
  const { cases } = reference('updates')
  for (const { optimiser, trajectory } of cases)
    it(JSON.stringify(optimiser), () => expect(distance([...trajectoryOf(optimiser)], trajectory)).toBeLessThan(1e-10))

  it('every update has reference values', () => {
    const covered = new Set(cases.flatMap(({ optimiser }) => optimiser.map(({ update }) => update)))
    expectReferences(Object.keys(updates), covered, 'a trajectory to test/reference/make.py')
  })
})

describe('schedules give the rates of PyTorch', () => {
  for (const { schedule, rates } of reference('schedules'))
    it(JSON.stringify(schedule), () => {
      for (const [step, rate] of rates.entries())
        expect(valueOf(buildRate(schedules, schedule)(A, { step: scalar(A, step), total: 100 }))).toBeCloseTo(rate, 14)
    })
})

describe('a whole denoising, sparse, contractive autoencoder with tied weights, row weights and a mask', () => {
  const saved = reference('autoencoder')
  const encoder = pipe(input([7]), gaussianNoise(0.25), dense(5), tanh, tap('hidden'), dense(3), sigmoid)
  const spec = {
    encoder,
    decoder: {
      input: [3],
      layers: [
        { layer: 'tied', units: 5, to: 'encoder.4' },
        { layer: 'elu' },
        { layer: 'tied', units: 7, to: 'encoder.1' },
        { layer: 'sigmoid' },
      ],
    },
    loss: combine<'code' | 'hidden'>(
      mse,
      weighted(0.3, klSparsity(0.2)),
      weighted(0.01, l1Activity('hidden')),
      weighted(0.001, l2Weights('encoder')),
      weighted(0.2, contractive()),
    ).terms,
  }
  const model = elaborate({ layers, terms }, spec)
  if (Either.isLeft(model)) throw new Error(JSON.stringify(model.left))
  /** PyTorch's script has no tap between the two dense layers. */
  const ours = (name: string): string => name.replace('encoder.3', 'encoder.4')
  const parameters = Object.fromEntries(
    Object.entries(saved.parameters).map(([name, { shape, data }]) => [ours(name), array(data, shape)]),
  )
  const noise = { 'encoder.0.normal': array(saved.noise, saved.shape) }
  const rows = {
    x: array(saved.x, saved.shape),
    weight: array(saved.weight, [6]),
    mask: array(saved.mask, saved.shape),
  }
  const value = loss(A, model.right, { parameters, buffers: {} }, noise, rows)

  it('has the loss of PyTorch, term by term', () => {
    for (const [name, expected] of Object.entries(saved.terms))
      expect(apart(valueOf(Named.get(value.terms, name)), expected), name).toBeLessThan(1e-12)
    expect(apart(valueOf(value.total), saved.total)).toBeLessThan(1e-12)
  })

  it('has the gradients of PyTorch’s autograd', () => {
    for (const [name, gradient] of Object.entries(value.gradients())) {
      const expected = saved.gradients[name.replace('encoder.4', 'encoder.3')] ?? []
      const size = expected.reduce((most, entry) => Math.max(most, Math.abs(entry)), 0)
      for (const [i, entry] of A.read(gradient).entries())
        expect(Math.abs(entry - (expected[i] ?? Number.NaN)) / size, `${name}[${i}]`).toBeLessThan(1e-9)
    }
  })
})
