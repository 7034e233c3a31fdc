import { beforeAll, describe, expect, it } from 'vitest'
import type { FittedModel } from '../../../src/fitted/index.ts'
import { fit } from '../../../src/fitted/index.ts'
import {
  autoencoder,
  classes,
  combine,
  conditioned,
  dense,
  gaussian,
  input,
  kl,
  mse,
  pipe,
  summed,
  vectorQuantiser,
} from '../../../src/index.ts'
import { curve, rejection, spec } from '../rows.ts'

const rows = curve(60)
const options = { engine: 'reference', epochs: 3, seed: 2 } as const
const [first = [], second = [], third = []] = rows

let model: FittedModel
beforeAll(async () => {
  model = await fit(spec, rows, options)
})

describe('interpolation between rows', () => {
  it('begins and ends at their reconstructions, and goes through several', async () => {
    const made = await model.interpolate([first, second, third], { steps: 4 })
    expect(made.rows.shape).toEqual([8, 3])
    expect([...made.positions].slice(0, 4)).toEqual([0, 1 / 3, 2 / 3, 1])
    const { data } = await model.reconstruct([first, second, second, third])
    const ends = [0, 3, 4, 7].flatMap((row) => [...made.rows.data.subarray(3 * row, 3 * row + 3)])
    ends.forEach((value, i) => expect(value).toBeCloseTo(data[i] ?? Number.NaN, 4))
  })

  it('takes codes, and goes along the arc if told to', async () => {
    const codes = [
      [2, 0],
      [0, 2],
    ]
    const { codes: straight } = await model.interpolate({ codes }, { steps: 3 })
    expect([...straight.data]).toEqual([2, 0, 1, 1, 0, 2])
    const { codes: arc } = await model.interpolate({ codes }, { steps: 3, spherical: true })
    expect(arc.data[2]).toBeCloseTo(Math.SQRT2, 6)
  })

  it('says what is wrong', async () => {
    expect(await rejection(model.interpolate([first]))).toContain('rows: expected at least two rows')
    expect(await rejection(model.interpolate([first, second], { steps: 1 }))).toContain('steps: expected')
    const quantised = autoencoder({
      encoder: pipe(input([3]), dense(2), vectorQuantiser(4)),
      decoder: pipe(input([2]), dense(3)),
      loss: mse,
    })
    const discrete = await fit(quantised, rows, options)
    expect(await rejection(discrete.interpolate([first, second]))).toContain('which has nothing between its vectors')
    expect((await discrete.sample(3, { training: rows })).densities[0]?.spec.density).toBe('empirical')
  })
})

describe('a traversal of the code', () => {
  it('changes one entry of the code of a row at a time, over quantiles of the training codes', async () => {
    const made = await model.traverse({ row: [first], training: rows, entries: [1], steps: 3, quantiles: [0, 1] })
    const { data: code } = await model.encode([first])
    const { data: codes } = await model.encode(rows)
    const second = codes.filter((_, at) => at % 2 === 1).toSorted()
    expect(made.codes.data[0]).toBeCloseTo(code[0] ?? Number.NaN, 6)
    expect(made.values[0]).toBeCloseTo(second[0] ?? Number.NaN, 6)
    expect(made.values[2]).toBeCloseTo(second.at(-1) ?? Number.NaN, 6)
    expect(made.rows.shape).toEqual([3, 3])
    expect(await model.decode(made.codes)).toEqual(made.rows)
  })

  it('is of all entries about the mean code by default', async () => {
    const { entries, codes } = await model.traverse({ training: rows })
    expect(entries).toEqual([0, 1])
    expect(codes.shape).toEqual([18, 2])
  })

  it('takes the range from the prior without training rows, and the class of a conditional model', async () => {
    const side = classes('up', 'down')
    const conditional = autoencoder({
      condition: side,
      encoder: pipe(input([3]), conditioned(side), gaussian(2)),
      decoder: pipe(input([2]), conditioned(side), dense(3)),
      loss: combine(summed(mse), kl),
    })
    const labels = rows.map((_, i) => (i % 2 === 0 ? 'up' : 'down'))
    const own = await fit(conditional, { rows, labels }, options)
    const made = await own.traverse({ entries: [0], steps: 3, label: 'down' })
    expect([...made.codes.data]).toEqual([-2, 0, 0, 0, 2, 0])
    expect(await own.decode({ rows: made.codes, labels: ['down', 'down', 'down'] })).toEqual(made.rows)
    const between = await own.interpolate({ rows: [first, second], labels: ['up', 'down'] }, { steps: 2 })
    const { data } = await own.reconstruct({ rows: [first, second], labels: ['up', 'down'] })
    between.rows.data.forEach((value, i) => expect(value).toBeCloseTo(data[i] ?? Number.NaN, 3))
  })

  it('says what is missing or out of range', async () => {
    expect(await rejection(model.traverse())).toContain('traverse: expected training rows')
    expect(await rejection(model.traverse({ training: rows, entries: [2] }))).toContain(
      'entries: expected entries of the code, from 0 to 1, found 2',
    )
  })
})
