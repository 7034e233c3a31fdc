import * as Either from 'fp-ts/lib/Either.js'
import { describe, expect, it } from 'vitest'
import mnistSpace from '../../specs/spaces/mnist.ts'
import { adam, autoencoder, dense, experiment, input, mse, csv, pipe, Search } from '../../src/index.ts'
import { decodeSpec, library } from '../../src/format/index.ts'
import { decodeSpace, specAt } from '../../src/search/index.ts'
import { activeValues, showValue } from '../../src/search/space/hyperparameter.ts'
import { checkSpace } from '../../src/search/trials/checkSpace.ts'
import { right, small, smallFile } from './spaces.ts'

const faultsOf = (json: unknown) => {
  const decoded = decodeSpace(json)
  return Either.isLeft(decoded) ? decoded.left : []
}

describe('a space', () => {
  it('has a hyperparameter for each distribution; one that is used twice is one', () => {
    expect(small().hyperparameters.map(({ name }) => name)).toEqual([
      'model.encoder.layers[0]',
      'model.encoder.layers[1].units',
      'model.decoder.layers[1]',
      'optimiser[0].rate',
      'batchSize',
      'width',
    ])
  })

  it('is the same after JSON', () => {
    expect(right(decodeSpace(JSON.parse(JSON.stringify(smallFile())))).hyperparameters.map(({ name }) => name)).toEqual(
      small().hyperparameters.map(({ name }) => name),
    )
  })

  it('gives specs, in which an option that is a list stands for all its layers', () => {
    const values = {
      'model.encoder.layers[0]': 0,
      'model.encoder.layers[1].units': 2,
      'model.decoder.layers[1]': 1,
      'optimiser[0].rate': 0.01,
      batchSize: 1,
      width: 7,
    }
    const spec = specAt(small(), values)
    expect(Either.isRight(decodeSpec(library, spec))).toBe(true)
    expect(spec).toMatchObject({
      kind: 'experiment',
      batchSize: 32,
      optimiser: [{ update: 'adam', rate: 0.01 }],
      model: {
        encoder: { layers: [{ layer: 'dense', units: 7 }, { layer: 'relu' }, { layer: 'dense', units: 2 }] },
        decoder: { input: [2], layers: [{}, { layer: 'tanh' }, {}] },
      },
    })
    const without = specAt(small(), { ...values, 'model.encoder.layers[0]': 1 })
    expect(without).toMatchObject({ model: { encoder: { layers: [{ layer: 'dense', units: 2 }] } } })
  })

  it('knows which hyperparameters exist', () => {
    const { hyperparameters } = small()
    const values = { 'model.encoder.layers[0]': 1, width: 7, batchSize: 0 }
    expect(activeValues(hyperparameters, values)).toEqual({ 'model.encoder.layers[0]': 1, batchSize: 0 })
    expect(activeValues(hyperparameters, { ...values, 'model.encoder.layers[0]': 0 })).toHaveProperty('width', 7)
  })

  it('shows values by their options', () => {
    const show = (at: number, value: number): string | undefined => {
      const one = small().hyperparameters[at]
      return one && showValue(one, value)
    }
    expect([show(0, 1), show(2, 1), show(3, 0.0123456), show(4, 1)]).toEqual(['nothing', 'tanh', '0.01235', '32'])
  })

  it('may be an autoencoder alone', () => {
    const file = Search.space(
      autoencoder({
        encoder: pipe(input([3]), dense(Search.integer(1, 2, { name: 'code' }))),
        decoder: pipe(input([Search.integer(1, 2, { name: 'code' })]), dense(3)),
        loss: mse,
      }),
    )
    const space = right(decodeSpace(file))
    expect(space.kind).toBe('autoencoder')
    expect(space.hyperparameters.map(({ name }) => name)).toEqual(['code'])
  })

  it('may choose between whole autoencoders', () => {
    const model = (units: number) =>
      autoencoder({ encoder: pipe(input([3]), dense(units)), decoder: pipe(input([units]), dense(3)), loss: mse })
    const file = Search.space(
      experiment({
        model: Search.choice(model(1), model(2)),
        data: csv('rows.csv'),
        split: { validation: 0.2 },
        optimiser: adam(1e-3),
        epochs: 3,
        batchSize: 16,
      }),
    )
    const spec = specAt(right(decodeSpace(file)), { model: 1 })
    expect(right(decodeSpec(library, spec))).toMatchObject({ model: { decoder: { input: [2] } } })
  })
})

const withModel = (changes: object) => ({ ...smallFile(), ...changes })

it('the space of specs/spaces holds valid specs in all corners, as encoder and decoder choose alike', () => {
  const { hyperparameters, ...space } = right(decodeSpace(mnistSpace))
  expect(hyperparameters.map(({ name }) => name).toSorted()).toEqual([
    'activation',
    'depth',
    'model.encoder.layers[0].deviation',
    'optimiser[0].rate.peak',
    'width',
  ])
  const { notices } = right(checkSpace({ registry: library, rows: 50_000 }, { hyperparameters, ...space }))
  expect(notices).toEqual([])
})

describe('what is wrong with a space is said with its place', () => {
  it.each([
    ['no distribution', { isthmus: 1, kind: 'space', encoder: {}, decoder: {}, loss: [] }, 'the space'],
    ['another kind', { ...smallFile(), kind: 'experiment' }, 'kind'],
    ['a bad distribution', withModel({ epochs: { distribution: 'logUniform', from: 0, to: 9 } }), 'epochs.from'],
    ['searched data', withModel({ data: { source: 'csv', path: { distribution: 'choice', of: ['a', 'b'] } } }), 'data'],
    [
      'two distributions of one name',
      withModel({ epochs: { distribution: 'integer', from: 1, to: 9, name: 'width' } }),
      'epochs',
    ],
  ])('%s', (_, json, where) => expect(faultsOf(json).map((fault) => fault.where)).toContain(where))

  it('a space that holds no valid spec: the field of the spec', () => {
    const units = { distribution: 'uniform', from: 2.25, to: 7.75 }
    const file = {
      ...smallFile(),
      model: { ...Object(smallFile()['model']), encoder: { input: [3], layers: [{ layer: 'dense', units }] } },
    }
    const checked = checkSpace({ registry: library, rows: 100 }, right(decodeSpace(file)))
    expect(checked).toMatchObject({
      left: [{ where: 'model.encoder.layers[0].units', expected: 'a whole number from 1 to 16777216' }],
    })
  })

  it('corners without valid specs are a notice', () => {
    const file = { ...smallFile(), batchSize: { distribution: 'choice', of: [16, 0] } }
    const { notices } = right(checkSpace({ registry: library, rows: 100 }, right(decodeSpace(file))))
    expect(notices.join()).toContain('corners of the space are no valid specs; trials there are skipped: batchSize')
  })
})
