import * as Either from 'fp-ts/lib/Either.js'
import { describe, expect, it } from 'vitest'
import { drawFaults } from '../../src/codec/index.ts'
import { adam, autoencoder, Data, dense, experiment, fit, input, pipe, relu } from '../../src/index.ts'

const people = Data.table({
  age: Data.number(),
  city: Data.oneOf('Rome', 'Berlin', 'Oslo'),
  visits: Data.count(),
  sold: Data.yesNo(),
})

type Person = Data.RowOf<{
  readonly age: ReturnType<typeof Data.number>
  readonly sold: ReturnType<typeof Data.yesNo>
}>

/** People whose city says everything of them. */
const rows = Array.from({ length: 240 }, (_, i) => {
  const city = (['Rome', 'Berlin', 'Oslo'] as const)[i % 3] ?? 'Rome'
  return { age: 20 + 20 * (i % 3) + (i % 5) / 10, city, visits: 2 * (i % 3), sold: i % 3 === 1 }
})

const spec = experiment({
  model: autoencoder({
    encoder: pipe(input([people.width]), dense(16), relu, dense(2)),
    decoder: pipe(input([2]), dense(16), relu, dense(people.outputs)),
    loss: people.loss,
  }),
  data: { source: 'csv', path: 'people.csv', schema: people.schema },
  preprocessing: people.preprocessing,
  optimiser: adam(1e-2),
  epochs: 120,
  batchSize: 40,
})

describe('a table as a type', () => {
  it('knows its width, the outputs of the decoder and its rows', () => {
    const [width, outputs]: readonly [6, 7] = [people.width, people.outputs]
    expect([width, outputs]).toEqual([6, 7])
    const person: Person = { age: 3, sold: true }
    expect(person.sold).toBe(true)
  })

  it('takes rows, and refuses cells of another type with their place', () => {
    const read = people.rows([
      { age: 30, city: 'Oslo', visits: 2, sold: true },
      { age: null, city: 'Rome', visits: 0, sold: undefined },
    ])
    expect(Either.isRight(read) ? read.right : drawFaults(read.left)).toMatchObject({
      sizes: [4],
      values: Float64Array.of(30, 2, 2, 1, 0, 0, 0, 0),
      mask: Float32Array.of(1, 1, 1, 1, 0, 1, 1, 0),
    })
    const wrong: ReadonlyArray<never> = JSON.parse('[{ "age": "old", "city": "Paris", "visits": 1, "sold": 1 }]')
    const refused = people.rows(wrong)
    expect(Either.isLeft(refused) ? drawFaults(refused.left) : 'read').toBe(
      [
        'rows[0].age: expected a finite number, found "old"',
        'rows[0].city: expected one of "Rome", "Berlin", "Oslo", found "Paris"',
        'rows[0].sold: expected true or false, found 1',
      ].join('\n'),
    )
  })

  it('gives rows of its type back from a model that was trained on such rows', async () => {
    const data = people.rows(rows)
    if (Either.isLeft(data)) return expect.fail(drawFaults(data.left))
    const model = await fit(spec, data.right)
    const back = people.read(await model.reconstruct(data.right))
    expect(back).toHaveLength(rows.length)
    const right = back.filter(({ city, sold }, i) => city === rows[i]?.city && sold === rows[i]?.sold)
    expect(right.length).toBeGreaterThan(0.9 * rows.length)
    const error = back.reduce((sum, { age }, i) => sum + Math.abs(age - (rows[i]?.age ?? 0)), 0) / rows.length
    expect(error).toBeLessThan(8)
  })
})
