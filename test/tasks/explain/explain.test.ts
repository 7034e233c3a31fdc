import * as Either from 'fp-ts/lib/Either.js'
import { describe, expect, it } from 'vitest'
import type { Dataset } from '../../../src/data/index.ts'
import type { Autoencoder } from '../../../src/index.ts'
import { autoencoder, dense, input, mse, pipe, relu, sigmoid, vectorQuantiser } from '../../../src/index.ts'
import { orThrow } from '../../../src/codec/index.ts'
import { reference } from '../../../src/engines/index.ts'
import type { Explanation, ExplainOptions, Inference } from '../../../src/tasks/index.ts'
import { explain, inferenceOf } from '../../../src/tasks/index.ts'
import type { Untrained } from './models.ts'
import { normalRows, untrained } from './models.ts'

const inferenceFor = async ({ model, weights }: Untrained, rows: Dataset): Promise<Inference> => {
  const session = await reference('float64').open(model, { optimiser: [], total: 1 })
  return inferenceOf((task) => task(session), model, weights, rows)
}

const explained = async (subject: Untrained, rows: Dataset, options?: ExplainOptions): Promise<Explanation> =>
  orThrow(await explain(await inferenceFor(subject, rows), options))

const tensor = (numbers: ReadonlyArray<number>, shape: ReadonlyArray<number>) => ({
  shape,
  data: Float64Array.from(numbers),
})

/** A model with weights that are known; biases are 0. */
const known = (spec: Autoencoder, weights: Readonly<Record<string, ReturnType<typeof tensor>>>): Untrained => {
  const { model } = untrained(spec)
  return { model, weights: { parameters: weights, buffers: {} } }
}

const noBias = { bias: false } as const

/** Two entries: p − 2 q, and nothing at all; the decoder writes the first into p and r. */
const linear = known(
  autoencoder({
    encoder: pipe(input([3]), dense(2, noBias)),
    decoder: pipe(input([2]), dense(3, noBias)),
    loss: mse,
  }),
  { 'encoder.0.weight': tensor([1, 0, -2, 0, 0, 0], [3, 2]), 'decoder.0.weight': tensor([1, 0, 3, 0, 5, 0], [2, 3]) },
)

const rows: Dataset = {
  sizes: [3],
  length: 4,
  values: Float32Array.of(1, 1, 7, 2, -1, 7, 3, 1, 7, 4, -1, 7),
  columns: ['p', 'q', 'r'],
  ids: ['a', 'b', 'c', 'd'],
  labels: ['low', 'high', 'low', 'high'],
}

describe('explain', () => {
  it('says what a linear code reads, writes and varies with, and which rows excite it', async () => {
    const { cards, constant, dead, width } = await explained(linear, rows, { top: 2 })
    expect({ width, dead, constant }).toEqual({ width: 2, dead: 1, constant: 0 })
    const [first, second] = cards
    expect(first).toMatchObject({ entry: 0, state: 'varies', mean: 2.5, minimum: -1, maximum: 6, density: 1 })
    expect(first?.reads?.[0]).toMatchObject({
      column: 'q',
      at: 1,
      derivative: -2,
      magnitude: 2,
      effect: 2,
      contribution: 2,
    })
    expect(first?.reads?.[1]).toMatchObject({ column: 'p', derivative: 1, effect: Math.sqrt(1.25), contribution: 1 })
    expect(first?.completeness?.gap).toBeCloseTo(0, 12)
    expect(first?.writes?.map(({ column, derivative }) => [column, derivative])).toEqual([
      ['r', 3],
      ['p', 1],
      ['q', 0],
    ])
    expect(first?.most).toEqual([
      { row: 3, value: 6, id: 'd', label: 'high' },
      { row: 1, value: 4, id: 'b', label: 'high' },
    ])
    expect(first?.least.map(({ id }) => id)).toEqual(['a', 'c'])
    expect(first?.correlations.map(({ column }) => column)).toEqual(['q', 'p'])
    expect(first?.labels?.greatest).toEqual([
      { label: 'high', mean: 5, rows: 2 },
      { label: 'low', mean: 0, rows: 2 },
    ])
    expect(first?.labels?.correlationRatio).toBeCloseTo(25 / 29, 12)
    expect(second).toMatchObject({ state: 'dead', most: [], least: [], correlations: [] })
  })

  it('gives the cards of a dictionary: density, the mean where active, top rows, nearest features', async () => {
    const dictionary = known(
      autoencoder({
        encoder: pipe(input([3]), dense(3, noBias), relu),
        decoder: pipe(input([3]), dense(3, noBias)),
        loss: mse,
      }),
      {
        'encoder.0.weight': tensor([1, 0, 0, 0, 1, 0, 0, 0, 1], [3, 3]),
        'decoder.0.weight': tensor([2, 0, 0, 1, 1, 0, 0, 0, 4], [3, 3]),
      },
    )
    const few: Dataset = {
      sizes: [3],
      length: 5,
      values: Float32Array.of(0, 2, 0, 0, 4, 0, 0, -1, 0, 0, 0, 1, 0, 0, 0),
    }
    const { cards, active, directions } = await explained(dictionary, few)
    expect(active).toBeCloseTo(3 / 5, 12)
    expect(directions?.length).toBe(3)
    expect(cards[1]).toMatchObject({
      density: 0.4,
      activeMean: 3,
      most: [
        { row: 1, value: 4 },
        { row: 0, value: 2 },
      ],
      least: [],
    })
    expect(cards[1]?.writes?.[0]).toMatchObject({ column: 'x.0', derivative: 1, effect: 3 })
    expect(cards[0]?.nearest?.[0]).toMatchObject({ entry: 1 })
    expect(cards[0]?.nearest?.[0]?.cosine).toBeCloseTo(Math.SQRT1_2, 12)
  })

  it('derives through a decoder that is not linear, row by row', async () => {
    const squashed = known(
      autoencoder({
        encoder: pipe(input([3]), dense(2, noBias)),
        decoder: pipe(input([2]), dense(3, noBias), sigmoid),
        loss: mse,
      }),
      linear.weights.parameters as Readonly<Record<string, ReturnType<typeof tensor>>>,
    )
    const { cards, directions } = await explained(squashed, rows)
    expect(directions).toBeUndefined()
    const slope = (z: number) => Math.exp(-3 * z) / (1 + Math.exp(-3 * z)) ** 2
    const mean = [-1, 4, 1, 6].reduce((sum, z) => sum + (3 * slope(z)) / 4, 0)
    const writes = cards[0]?.writes?.find(({ column }) => column === 'r')
    expect(writes?.derivative).toBeCloseTo(mean, 9)
  })

  it('says why what a discrete code reads is left out, and explains the rest', async () => {
    const quantised = untrained(
      autoencoder({
        encoder: pipe(input([5]), dense(3), vectorQuantiser(4)),
        decoder: pipe(input([3]), dense(5)),
        loss: mse,
      }),
    )
    const { withoutReads, cards } = await explained(quantised, normalRows(quantised.model, 20))
    expect(withoutReads).toContain('the code is discrete (vectorQuantiser)')
    expect(cards[0]?.reads).toBeUndefined()
    expect(cards[0]?.writes).toHaveLength(5)
  })

  it('refuses entries that the code does not have', async () => {
    const found = await explain(await inferenceFor(linear, rows), { entries: [0, 2, -1] })
    expect(Either.isLeft(found) ? found.left.map(({ found: what }) => what) : []).toEqual(['2', '-1'])
    expect(Either.isLeft(found) ? found.left[0].expected : '').toBe('entries of the code, 0 … 1')
  })

  it('leaves derivatives of very many entries to those that are named', async () => {
    const wide = untrained(
      autoencoder({ encoder: pipe(input([5]), dense(70)), decoder: pipe(input([70]), dense(5), sigmoid), loss: mse }),
    )
    const data = normalRows(wide.model, 10)
    const all = await explained(wide, data)
    expect(all.withoutReads).toContain('name at most 64 entries')
    expect(all.withoutWrites).toContain('name at most 64 entries')
    expect(all.cards).toHaveLength(70)
    const named = await explained(wide, data, { entries: [69, 3] })
    expect(named.cards.map(({ entry, reads }) => [entry, reads?.length])).toEqual([
      [69, 5],
      [3, 5],
    ])
    expect(named.readMap?.shape).toEqual([2, 5])
  })
})
