import * as Either from 'fp-ts/lib/Either.js'
import { beforeAll, describe, expect, it } from 'vitest'
import { drawFaults, orThrow } from '../../src/codec/index.ts'
import type { RawDataset, Schema } from '../../src/data/index.ts'
import type { FittedModel } from '../../src/fitted/index.ts'
import { fit, open } from '../../src/fitted/index.ts'
import { adam, autoencoder, csv, dense, experiment, input, mse, pipe } from '../../src/index.ts'
import { defaultPreprocessing, fit as fitSteps, layoutAfter, steps } from '../../src/preprocessing/index.ts'
import { rejection } from './rows.ts'

const schema: Schema = [
  { kind: 'number', name: 'height', range: [100, 139] },
  { kind: 'category', name: 'city', values: ['Rome', 'Oslo', 'Lima'] },
  { kind: 'count', name: 'visits' },
  { kind: 'date', name: 'day', format: 'date' },
  { kind: 'binary', name: 'sold', values: ['no', 'yes'] },
]
const columns = schema.map(({ name }) => name)
const day = 86_400

/** Forty rows in which the city says the others; the third row lacks its height. */
const table: RawDataset = {
  sizes: [5],
  length: 40,
  columns,
  schema,
  values: Float64Array.from(
    Array.from({ length: 40 }, (_, i) => [
      100 + i,
      i % 3,
      10 * (i % 3),
      (19_000 + 100 * (i % 3)) * day,
      i % 3 === 1 ? 1 : 0,
    ]).flat(),
  ),
  mask: Float32Array.from({ length: 200 }, (_, at) => (at === 10 ? 0 : 1)),
}

const preprocessing = defaultPreprocessing(schema)

/** 1 height, 1 visits, 5 of the day (no hour), 4 of the city (one for others), 1 sold. */
const width = 12

const spec = experiment({
  model: autoencoder({
    encoder: pipe(input([width]), dense(6)),
    decoder: pipe(input([6]), dense(width)),
    loss: mse,
  }),
  data: csv('table.csv'),
  preprocessing,
  optimiser: adam(0.02),
  epochs: 150,
  batchSize: 40,
  seed: 1,
})

/** The rows with their columns in another order, and cities under other indices, one of them new. */
const turned: RawDataset = {
  ...table,
  length: 2,
  columns: columns.toReversed(),
  schema: schema
    .map((column) => (column.kind === 'category' ? { ...column, values: ['Bonn', 'Rome'] } : column))
    .toReversed(),
  values: Float64Array.of(0, 19_000 * day, 0, 1, 100, 0, 19_000 * day, 0, 0, 103),
  mask: new Float32Array(10).fill(1),
}

describe('a model of a mixed table', () => {
  let model: FittedModel

  beforeAll(async () => {
    model = await fit(spec, table, { engine: 'reference' })
  })

  it('has the columns that its steps make', () => {
    const fitted = orThrow(fitSteps(steps, preprocessing, table))
    const layout = orThrow(layoutAfter(steps, fitted, table))
    expect(layout.columns).toEqual([
      'height',
      'city=Rome',
      'city=Oslo',
      'city=Lima',
      'city=other',
      'visits',
      'day time',
      'day month sin',
      'day month cos',
      'day weekday sin',
      'day weekday cos',
      'sold',
    ])
    expect(layout.origins).toEqual([0, 1, 1, 1, 1, 2, 3, 3, 3, 3, 3, 4])
  })

  it('gives rows back in their units: categories, dates and numbers', async () => {
    const { shape, data } = await model.reconstruct(table)
    expect(shape).toEqual([40, 5])
    for (let row = 0; row < 40; row++) {
      expect(data[row * 5 + 1]).toBe(row % 3)
      expect(data[row * 5 + 3]).toBe(table.values[row * 5 + 3])
      expect(Math.abs((data[row * 5] ?? 0) - (table.values[row * 5] ?? 0))).toBeLessThan(row === 2 ? 30 : 8)
    }
  })

  it('is the same model when it was saved and opened', async () => {
    const again = await open(model.save(), { engine: 'reference' })
    expect(again.save()).toEqual(model.save())
    expect(again.trained.schema).toEqual(schema)
    expect(await again.reconstruct(table)).toEqual(await model.reconstruct(table))
  })

  it('finds columns and categories by their names, and says so', async () => {
    const { values } = orThrow(model.check(turned))
    expect([...values]).toEqual([100, 0, 0, 19_000 * day, 0, 103, 3, 0, 19_000 * day, 0])
    expect(orThrow(model.notices(turned))).toEqual([
      'put the columns in the order of training',
      'categories that training did not have, or too rarely, taken as "other": 1',
    ])
    expect(orThrow(model.notices(table))).toEqual([])
    const direct = await model.encode({
      ...table,
      length: 1,
      values: table.values.slice(0, 5),
      mask: new Float32Array(5).fill(1),
    })
    const [first] = [(await model.encode(turned)).data.slice(0, 6)]
    expect(first).toEqual(direct.data)
  })

  it('refuses a column that is missing or holds something else', () => {
    const renamed = {
      ...table,
      columns: ['heigth', ...columns.slice(1)],
      schema: schema.map((column, i) => ({ ...column, name: i === 0 ? 'heigth' : column.name })),
    }
    const texts: RawDataset = { ...table, schema: schema.with(3, { kind: 'number', name: 'day' }) }
    const report = (rows: RawDataset): string => {
      const checked = model.check(rows)
      return Either.isLeft(checked) ? drawFaults(checked.left) : 'nothing wrong'
    }
    expect(report(renamed)).toBe(
      'data: expected a column "height", as in training, found the columns "heigth", "city", "visits", "day", "sold" (is "heigth" the same? Rename it)',
    )
    expect(report(texts)).toMatch(/^data, column "day": expected a date, as in training, found a number/)
  })
})

describe('a step that does not fit the columns', () => {
  it.each([
    [
      [{ step: 'standard', columns: ['heigt'] }],
      'preprocessing[0].columns: expected the name of a column, found "heigt" (did you mean "height"?)',
    ],
    [
      [{ step: 'standard', columns: ['day'] }],
      'preprocessing[0].columns: expected columns of the kinds number, count, binary, found "day", which is a date (the step for it: dateParts; or say its kind in the schema)',
    ],
    [
      [{ step: 'oneHot', kinds: ['number'] }],
      'preprocessing[0].kinds: expected kinds of category, binary, count, found number (the step for it: standard, minMax, robust, quantile or power)',
    ],
    [
      [
        { step: 'standard', kinds: ['count'] },
        { step: 'log1p', columns: ['visits'] },
      ],
      'data, row 1, column "visits": expected a number above −1, as log1p takes its logarithm, found -1.1',
    ],
    [[{ step: 'cropImages', height: 2, width: 2 }], 'preprocessing[0]: expected rows that are images'],
  ])('%j', (list, expected) => {
    const fitted = fitSteps(steps, list, table)
    expect(Either.isLeft(fitted) ? drawFaults(fitted.left) : 'nothing wrong').toContain(expected)
  })

  it('is refused before training, and so is another width', async () => {
    const wrong = { ...spec, preprocessing: [{ step: 'oneHot' }] }
    expect(await rejection(fit(wrong, table, { engine: 'reference' }))).toContain(
      'expected rows of [12], 12 numbers, as the encoder takes, found 8 columns',
    )
  })
})
