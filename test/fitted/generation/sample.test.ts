import { beforeAll, describe, expect, it } from 'vitest'
import type { FittedModel } from '../../../src/fitted/index.ts'
import { fit } from '../../../src/fitted/index.ts'
import {
  autoencoder,
  classes,
  columns,
  combine,
  conditioned,
  dense,
  extend,
  gaussian,
  input,
  kl,
  library,
  mse,
  pipe,
  summed,
  Tasks,
} from '../../../src/index.ts'
import * as Either from 'fp-ts/lib/Either.js'
import { struct } from '../../../src/codec/index.ts'
import { curve, rejection, spec } from '../rows.ts'

const rows = curve(60)
const options = { engine: 'reference', epochs: 3, seed: 2 } as const

describe('samples of a deterministic autoencoder', () => {
  let model: FittedModel
  beforeAll(async () => {
    model = await fit(spec, rows, options)
  })

  it('are decoded codes of a mixture fitted on the codes of the training rows', async () => {
    const { rows: made, codes, densities, labels } = await model.sample(7, { training: rows, seed: 3 })
    expect(densities.map(({ spec: { density } }) => density)).toEqual(['gaussianMixture'])
    expect(labels).toBeUndefined()
    expect(await model.decode(codes)).toEqual(made)
    // In the units of the data: the second column has a mean of about 5 and a deviation of about 70.
    expect(made.shape).toEqual([7, 3])
    expect(made.data.every((value) => Number.isFinite(value))).toBe(true)
  })

  it('are the same for the same seed, and the first ones of more', async () => {
    const [a, b, c] = [
      await model.sample(5, { training: rows, seed: 3 }),
      await model.sample(9, { training: rows, seed: 3 }),
      await model.sample(5, { training: rows, seed: 4 }),
    ]
    expect([...b.rows.data.subarray(0, 15)]).toEqual([...a.rows.data])
    expect(c.rows.data).not.toEqual(a.rows.data)
  })

  it('come from a density that was fitted before, without training rows', async () => {
    const first = await model.sample(5, { training: rows, density: { density: 'aggregatePosterior' } })
    const [density] = first.densities
    if (density === undefined) throw new Error('no density')
    expect((await model.sample(5, { density })).codes).toEqual(first.codes)
  })

  it('say what is missing or does not fit', async () => {
    expect(await rejection(model.sample(3))).toContain('density: expected training rows')
    expect(await rejection(model.sample(3, { density: { density: 'prior' } }))).toContain('such as kl or mmd')
    expect(await rejection(model.sample(3, { training: rows, noise: 'likelihood' }))).toContain(
      'noise: expected a loss with a likelihood that rows can be drawn under',
    )
    expect(await rejection(model.sample(3, { training: rows, label: 'a' }))).toContain('training: expected a label')
    expect(await rejection(model.sample(3, { training: rows, condition: [[1]] }))).toContain(
      'condition: expected a model whose condition is columns, found a model without a condition',
    )
  })

  it('of a label come from a density fitted on its training rows', async () => {
    const labelled = { rows, labels: rows.map(([first = 0]) => (first > 0 ? 'up' : 'down')) }
    const {
      rows: made,
      labels,
      densities,
    } = await model.sample(20, {
      training: labelled,
      label: ['up', 'down'],
      density: { density: 'empirical', by: 'row' },
    })
    expect(labels?.slice(0, 4)).toEqual(['up', 'down', 'up', 'down'])
    expect(densities.map(({ label }) => label)).toEqual(['up', 'down'])
    const reconstructed = await model.reconstruct(rows)
    labels?.forEach((label, i) => {
      const first = made.data[3 * i]
      const from = rows.filter((_, row) => Math.abs((reconstructed.data[3 * row] ?? 0) - (first ?? Number.NaN)) < 1e-5)
      expect(from.length).toBeGreaterThan(0)
      expect(from.some(([value = 0]) => (label === 'up' ? value > 0 : value <= 0))).toBe(true)
    })
    expect(await rejection(model.sample(2, { training: labelled, label: 'sideways' }))).toContain(
      'label: expected a label of training rows: "down", "up"',
    )
  })
})

describe('samples of other models', () => {
  it('of a variational one come from its prior, without training rows', async () => {
    const variational = autoencoder({
      encoder: pipe(input([3]), gaussian(2)),
      decoder: pipe(input([2]), dense(3)),
      loss: combine(summed(mse), kl),
    })
    const model = await fit(variational, rows, options)
    const { codes, densities } = await model.sample(4)
    expect(densities[0]?.spec).toEqual({ density: 'prior' })
    expect(codes.shape).toEqual([4, 2])
    const { densities: chosen } = await model.sample(4, { density: 'auto', training: rows })
    expect(chosen[0]?.trials).toHaveLength(4)
  })

  it('of one with a condition of classes have each class in turn, or those that are named', async () => {
    const side = classes('up', 'down')
    const conditional = autoencoder({
      condition: side,
      encoder: pipe(input([3]), conditioned(side), gaussian(2)),
      decoder: pipe(input([2]), conditioned(side), dense(3)),
      loss: combine(summed(mse), kl),
    })
    const labels = rows.map((_, i) => (i % 2 === 0 ? 'up' : 'down'))
    const model = await fit(conditional, { rows, labels }, options)
    const all = await model.sample(3)
    expect(all.labels).toEqual(['up', 'down', 'up'])
    const { data } = await model.decode({ rows: all.codes, labels: all.labels ?? [] })
    expect(all.rows.data).toEqual(data)
    expect((await model.sample(2, { label: 'down' })).labels).toEqual(['down', 'down'])
    expect(await rejection(model.sample(2, { label: 'dwn' }))).toContain('did you mean "down"?')
  })

  it('of one with a condition of columns take a row of them in their units, or those of training rows', async () => {
    const weight = columns(1)
    const conditional = autoencoder({
      condition: weight,
      encoder: pipe(input([3]), conditioned(weight), gaussian(2)),
      decoder: pipe(input([2]), conditioned(weight), dense(3)),
      loss: combine(summed(mse), kl),
    })
    const training = { rows, condition: rows.map((_, i) => [1000 + i]) }
    const model = await fit(conditional, training, options)
    const { codes, rows: made } = await model.sample(2, { condition: [[1030]] })
    expect(await model.decode({ rows: codes, condition: [[1030], [1030]] })).toEqual(made)
    const each = await model.sample(2, { condition: [[1000], [1059]] })
    expect(await model.decode({ rows: codes, condition: [[1000], [1059]] })).toEqual(each.rows)
    expect((await model.sample(2, { training })).rows.shape).toEqual([2, 3])
    expect(await rejection(model.sample(2))).toContain('condition: expected a row of the columns')
  })

  it('come from a density of the user', async () => {
    const corner = Tasks.defineCodeDensity({
      name: 'corner',
      summary: 'One code.',
      codec: struct({}),
      build: () =>
        Tasks.densityOf({
          needsTraining: false,
          fitted: struct({}),
          fit: () => Either.right({}),
          density: () => ({
            sample: (length) => ({ length, width: 2, values: new Float64Array(2 * length).fill(0.5) }),
          }),
        }),
    })
    const registry = extend(library, { densities: [corner] })
    const model = await fit(spec, rows, { ...options, registry })
    expect([...(await model.sample(2, { density: corner() })).codes.data]).toEqual([0.5, 0.5, 0.5, 0.5])
  })
})
