import { describe, expect, it } from 'vitest'
import {
  adam,
  autoencoder,
  categoricalLikelihood,
  dense,
  embedding,
  experiment,
  fit,
  gru,
  input,
  log1p,
  mse,
  pipe,
  repeatVector,
  Sources,
  standard,
  tanh,
  words,
} from '../../src/index.ts'
import { draw, stream } from '../../src/random/index.ts'

const engine = 'reference'

/** Two columns of which the second is twice the first, with an offset, and one of noise. */
const length = 80
const noise = draw(stream(2), 2 * length, { kind: 'normal' })
const rows = Array.from({ length }, (_, i) => {
  const a = 3 * (noise[2 * i] ?? 0)
  return [a, 100 + 2 * a, noise[2 * i + 1] ?? 0]
})
const labels = rows.map(([a = 0]) => (a > 0 ? 'high' : 'low'))

const training = { optimiser: adam(0.05), epochs: 30, batchSize: 16, data: Sources.csv('not read'), seed: 1 }

let fitted: ReturnType<typeof fit> | undefined

/** A model of the table, trained once. */
const table = (): ReturnType<typeof fit> =>
  (fitted ??= fit(
    experiment({
      ...training,
      model: autoencoder({ encoder: pipe(input([3]), dense(1)), decoder: pipe(input([1]), dense(3)), loss: mse }),
      preprocessing: [standard()],
    }),
    rows,
    { engine },
  ))

describe('a fitted model of a table', () => {
  it('explains in the units of the data, from the mean of the rows of the baseline', async () => {
    const model = await table()
    const { cards } = await model.explain({ rows, labels }, { baseline: rows, top: 3 })
    const [card] = cards
    expect(card?.completeness?.gap).toBeLessThan(1e-9)
    const writes = Object.fromEntries(
      (card?.writes ?? []).map(({ at, derivative = 0, unit = 0 }) => [at, derivative * unit]),
    )
    expect((writes[1] ?? 0) / (writes[0] ?? 1)).toBeCloseTo(2, 1)
    const spread = (column: number): number => {
      const values = rows.map((row) => row[column] ?? 0)
      const mean = values.reduce((a, b) => a + b, 0) / length
      return Math.sqrt(values.reduce((sum, value) => sum + (value - mean) ** 2, 0) / length)
    }
    for (const { at, unit } of card?.reads ?? []) expect((unit ?? 0) / spread(at)).toBeCloseTo(1, 3)
    expect(new Set(card?.most.map(({ label }) => label)).size).toBe(1)
  })

  it('moves rows along a concept, and back', async () => {
    const model = await table()
    const { means, discriminant } = await model.concept({ rows, labels }, 'high')
    expect(Math.max(discriminant.auc, 1 - discriminant.auc)).toBeGreaterThan(0.99)
    const moved = await model.steer([[0, 100, 0]], means.direction)
    const back = await model.steer([[0, 100, 0]], means.direction, { strength: -1 })
    expect(moved.data[0]).toBeGreaterThan(2)
    expect(moved.data[1]).toBeGreaterThan(104)
    expect(back.data[0]).toBeLessThan(-2)
  })

  it('refuses a concept without labels, a direction of another length and entries that are not there', async () => {
    const model = await table()
    await expect(model.concept(rows, 'high')).rejects.toThrow('expected rows with labels')
    await expect(model.steer(rows, Float64Array.of(1, 2))).rejects.toThrow('expected 1 numbers')
    await expect(model.explain(rows, { entries: [1] })).rejects.toThrow('found 1')
  })

  it('leaves the unit of a column out that is scaled unequally', async () => {
    const model = await fit(
      experiment({
        ...training,
        epochs: 1,
        model: autoencoder({ encoder: pipe(input([2]), dense(1)), decoder: pipe(input([1]), dense(2)), loss: mse }),
        preprocessing: [log1p()],
      }),
      rows.map(([a = 0, b = 0]) => [Math.exp(a / 2), b]),
      { engine },
    )
    const { cards } = await model.explain(rows.map(([a = 0, b = 0]) => [Math.exp(a / 2), b]))
    expect(cards[0]?.reads?.every(({ unit }) => unit === undefined)).toBe(true)
  })
})

describe('a fitted model of text', () => {
  it('says which positions an entry reads, which words it writes, and which texts excite it', async () => {
    const texts = Array.from(
      { length: 40 },
      (_, i) => `${i % 2 === 0 ? 'red' : 'blue'} ${i % 3 === 0 ? 'fish' : 'bird'}`,
    )
    const model = await fit(
      experiment({
        ...training,
        epochs: 3,
        model: autoencoder({
          encoder: pipe(input([3]), embedding(12, 4, { padding: 0 }), gru(4), tanh, dense(2)),
          decoder: pipe(input([2]), repeatVector(3), gru(6, { returns: 'sequence' }), dense(12)),
          loss: categoricalLikelihood(12, { ignored: 0 }),
        }),
        preprocessing: [words({ length: 3, vocabulary: 12 })],
      }),
      texts,
      { engine },
    )
    const { cards } = await model.explain(texts, { top: 2, columns: 40 })
    const [card] = cards
    expect(card?.reads?.map(({ column }) => column).toSorted()).toEqual(['position 0', 'position 1', 'position 2'])
    expect(card?.reads?.every(({ derivative, magnitude }) => derivative === undefined && magnitude > 0)).toBe(true)
    expect(card?.completeness?.gap).toBeLessThan(0.01)
    expect(card?.writes?.map(({ column }) => column)).toContain('position 0: red')
    expect(card?.most[0]?.text).toMatch(/^(red|blue) (fish|bird)$/)
  })
})
