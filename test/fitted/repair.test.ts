import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import type { RawDataset, Schema } from '../../src/data/index.ts'
import type { FittedModel } from '../../src/fitted/index.ts'
import { fit, open } from '../../src/fitted/index.ts'
import { adam, autoencoder, csv, dense, experiment, input, mse, pipe } from '../../src/index.ts'
import { defaultPreprocessing } from '../../src/preprocessing/index.ts'
import { rejection } from './rows.ts'

const schema: Schema = [
  { kind: 'number', name: 'height', range: [-3, 3] },
  { kind: 'number', name: 'width', range: [-3, 3] },
  { kind: 'number', name: 'sum', range: [-6, 6] },
  { kind: 'category', name: 'sign', values: ['minus', 'plus'] },
]

const rowOf = (a: number, b: number): ReadonlyArray<number> => [a, b, a + b, a < 0 ? 0 : 1]

const table = (rows: ReadonlyArray<ReadonlyArray<number>>): RawDataset => ({
  sizes: [4],
  length: rows.length,
  columns: schema.map(({ name }) => name),
  schema,
  values: Float32Array.from(rows.flat()),
})

const training = table(Array.from({ length: 160 }, (_, i) => rowOf(2 * Math.sin(i * 1.7), 2 * Math.cos(i * 2.3))))
/** The second row has another sum, the third another sign, both by far. */
const odd = table([rowOf(1, 1), [1, 1, -4, 1], [-1.5, 1, -0.5, 1]])

const spec = experiment({
  model: autoencoder({ encoder: pipe(input([6]), dense(3)), decoder: pipe(input([3]), dense(6)), loss: mse }),
  data: csv('table.csv'),
  preprocessing: defaultPreprocessing(schema),
  optimiser: adam(0.03),
  epochs: 120,
  batchSize: 80,
  seed: 1,
})

describe('a model that says why a row is odd, and repairs it', () => {
  let model: FittedModel
  beforeAll(async () => {
    model = await fit(spec, training, { engine: 'native' })
  })

  afterAll(() => model.close())

  it('gives columns in the units of the data, which add up to the score', async () => {
    const { rows, basis } = await model.reasons(odd, { columns: 4, normal: training })
    expect(basis).toBe('error')
    const scores = await model.score(odd)
    for (const [row, { columns, score }] of rows.entries()) {
      expect(score).toBe(scores[row])
      expect(columns.reduce((sum, { contribution }) => sum + contribution, 0)).toBeCloseTo(score, 10)
    }
    const sum = rows[1]?.columns.find(({ column }) => column === 'sum')
    expect(sum?.value).toBe(-4)
    expect(sum?.expected).toBeGreaterThan(-3.9)
    expect(sum?.spread).toBeLessThan(0.6)
    expect(rows[2]?.columns.find(({ column }) => column === 'sign')?.value).toBe('plus')
    expect(rows[0]?.nearest?.distance).toBeLessThan(1)
  })

  it('keeps the spread in its file; a file of before says no spread', async () => {
    const again = await open(model.save(), { engine: 'native' })
    expect(again.trained.spread).toEqual(model.trained.spread)
    expect(await again.reasons(odd)).toEqual(await model.reasons(odd))
    expect(model.trained.spread?.[3]).toBe(0)
    await again.close()
  })

  it('repairs rows so that they are normal when they are scored again, but for what is fixed', async () => {
    const { rows, repairs } = await model.repair(odd, { fixed: ['height', 'width'] })
    expect(repairs.map(({ row }) => row)).toEqual([1, 2])
    const again = await model.repair(rows, {})
    expect(again.repairs.map(({ row }) => row)).toEqual(
      repairs.filter(({ failed }) => failed !== undefined).map(({ row }) => row),
    )
    expect(repairs[0]?.changes.map(({ column }) => column)).toEqual(['sum'])
    expect(rows.values[6]).toBeGreaterThan(0)
    expect(rows.values[6]).toBeLessThan(2.5)
    expect(rows.values.slice(0, 6)).toEqual(odd.values.slice(0, 6))
  })

  it('refuses an alpha that no row can have, and unknown columns', async () => {
    expect(await rejection(model.repair(odd, { alpha: 0.001 }))).toContain('a greater alpha')
    expect(await rejection(model.repair(odd, { alpha: 2 }))).toContain('between 0 and 1')
    expect(await rejection(model.repair(odd, { fixed: ['hight'] }))).toContain('did you mean "height"?')
  })
})
