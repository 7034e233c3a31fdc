import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import fc from 'fast-check'
import { beforeAll, describe, expect, it } from 'vitest'
import { EngineError } from '../../src/engines/index.ts'
import type { FittedModel, FitSpec, Rows } from '../../src/fitted/index.ts'
import { defaultTraining, fit, open, packageVersion } from '../../src/fitted/index.ts'
import {
  adam,
  autoencoder,
  classes,
  conditioned,
  dense,
  experiment,
  input,
  minMax,
  mnist,
  mse,
  pipe,
} from '../../src/index.ts'
import type { Progress } from '../../src/index.ts'
import { root } from '../command.ts'
import { curve, faultText, rejection, spec } from './rows.ts'

const rows = curve(60)

for (const engine of ['reference', 'native'] as const)
  describe(`a model that was fitted on the ${engine} engine`, () => {
    let model: FittedModel
    let again: FittedModel

    beforeAll(async () => {
      model = await fit(spec, rows, { engine, epochs: 30, seed: 2 })
      again = await open(model.save(), { engine })
    })

    it('is the same model to the bit after it was saved and opened', async () => {
      const small = fc.array(
        fc.tuple(fc.integer({ min: -9, max: 9 }), fc.integer({ min: -99, max: 99 }), fc.integer()),
        {
          minLength: 1,
          maxLength: 4,
        },
      )
      await fc.assert(
        fc.asyncProperty(small, async (some) => {
          const codes = await model.encode(some)
          expect(await again.encode(some)).toEqual(codes)
          expect(await again.decode(codes)).toEqual(await model.decode(codes))
          expect(await again.reconstruct(some)).toEqual(await model.reconstruct(some))
          expect(await again.score(some)).toEqual(await model.score(some))
        }),
        { numRuns: 10 },
      )
      expect(again.save()).toEqual(model.save())
      expect(await again.evaluate(rows)).toEqual(await model.evaluate(rows))
      expect(await again.detect(rows)).toEqual(await model.detect(rows))
    })

    it('reconstruct is decode after encode, in the units of the rows', async () => {
      const output = await model.reconstruct(rows)
      expect(output.shape).toEqual([60, 3])
      expect(await model.decode(await model.encode(rows))).toEqual(output)
      const column = [...output.data].filter((_, i) => i % 3 === 1)
      expect(Math.max(...column)).toBeGreaterThan(20)
    })

    it('calls at the same time wait for each other, and work after close', async () => {
      const alone = await model.score(rows)
      const [scores] = await Promise.all([model.score(rows), model.encode(rows), model.close()])
      expect(scores).toEqual(alone)
      expect(await model.score(rows)).toEqual(alone)
    })
  })

describe('fit', () => {
  it('gives the same weights for the same seed, whatever form the rows have', async () => {
    const options = { engine: 'reference', epochs: 2, seed: 3 } as const
    const weightsOf = async (given: Rows) => (await fit(spec, given, options)).trained.weights
    const flat = Float32Array.from(rows.flat())
    expect(await weightsOf(flat)).toEqual(await weightsOf(rows))
    expect(flat).toEqual(Float32Array.from(rows.flat()))
  })

  it('trains an experiment as it says, and does not read its data', async () => {
    const model = experiment({
      model: spec,
      data: mnist(),
      preprocessing: [minMax()],
      split: { validation: 0.5 },
      optimiser: adam(1e-3),
      epochs: 3,
      batchSize: 10,
    })
    const fitted = await fit(model, rows, { engine: 'reference', seed: 4 })
    expect(fitted.history.length).toBe(3)
    expect(fitted.provenance).toMatchObject({ seed: 4, step: 9, rows: { train: 30, validation: 30 } })
    expect(fitted.spec).toMatchObject({ kind: 'experiment', seed: 4, data: { source: 'mnist' } })
    const apart = await fit(model, rows, { engine: 'reference', epochs: 1, validation: rows.slice(0, 7) })
    expect(apart.provenance.rows).toEqual({ train: 60, validation: 7, test: 0 })
    const json: FitSpec = JSON.parse(JSON.stringify(model))
    const fromJson = await fit(json, rows, { engine: 'reference', seed: 4 })
    expect(fromJson.trained.weights).toEqual(fitted.trained.weights)
  })

  it('reports progress, and an aborted signal keeps the weights so far', async () => {
    const [stop, seen]: [AbortController, Array<Progress['kind']>] = [new AbortController(), []]
    const onProgress = ({ kind }: Progress): void => {
      seen.push(kind)
      if (kind === 'epoch') stop.abort()
    }
    const model = await fit(spec, rows, { engine: 'reference', onProgress, signal: stop.signal })
    expect(seen).toContain('step')
    expect(model.provenance).toMatchObject({ ending: 'interrupted', epochs: 1 })
  })

  it('an error of onProgress rejects as it is', async () => {
    const onProgress = (): void => {
      throw new RangeError('mine')
    }
    await expect(fit(spec, rows, { engine: 'reference', onProgress })).rejects.toThrow(RangeError)
  })

  it('masks missing entries and fills them in', async () => {
    const given = { rows: [...rows, [null, 3, 0.001]], missing: 'mask' } as const
    const model = await fit(spec, given, { engine: 'reference', epochs: 2 })
    expect((await model.reconstruct(given)).data.every(Number.isFinite)).toBe(true)
  })

  it('a model with a condition takes labels', async () => {
    const machine = classes('mill', 'press')
    const told = autoencoder({
      condition: machine,
      encoder: pipe(input([3]), conditioned(machine), dense(2)),
      decoder: pipe(input([2]), conditioned(machine), dense(3)),
      loss: mse,
    })
    const labels = rows.map((_, i) => (i % 2 === 0 ? 'mill' : 'press'))
    const model = await fit(told, { rows, labels }, { engine: 'reference', epochs: 2 })
    const again = await open(model.save(), { engine: 'reference' })
    const codes = await again.encode({ rows, labels })
    expect(await again.decode({ rows: codes, labels })).toEqual(await model.reconstruct({ rows, labels }))
    expect(await rejection(model.encode(rows))).toMatch(/^data: expected a label for every row/)
    expect(await rejection(model.decode(codes))).toMatch(/^data: expected a label for every row/)
  })

  it('denoise measures what noise does, detect names columns', async () => {
    const model = await fit(spec, { rows, columns: ['a', 'b', 'c'] }, { engine: 'reference', epochs: 30 })
    const { errors } = await model.denoise(rows, { noise: 0.1, seed: 1 })
    expect(errors?.before).toBeCloseTo(0.01, 2)
    expect(await model.denoise(rows)).toEqual({ rows: await model.reconstruct(rows) })
    const found = await model.detect([[0, 900, 0]])
    expect(found.rows).toMatchObject([{ anomaly: true, columns: [{ column: 'b' }, {}, {}] }])
    expect(await rejection(model.score({ rows, columns: ['b', 'a', 'd'] }))).toMatch(/^data: expected a column "c"/)
    const turned = { rows: rows.map(([a = 0, b = 0, c = 0]) => [b, a, c]), columns: ['b', 'a', 'c'] }
    expect(await model.score(turned)).toEqual(await model.score(rows))
    const compared = await model.evaluate(rows, { pca: rows })
    expect(compared.pca?.components).toBe(2)
  })
})

describe('bad input rejects with the faults', () => {
  const engine = 'reference'
  const cases: ReadonlyArray<readonly [name: string, attempt: () => Promise<unknown>, text: RegExp]> = [
    [
      'rows of another width',
      () => fit(spec, [[1, 2]], { engine }),
      /^data: expected rows of \[3\], 3 numbers, as the encoder takes, found 2 columns/,
    ],
    [
      'validation rows of another width',
      () => fit(spec, rows, { engine, validation: [[1]] }),
      /^validation: expected rows of \[3\]/,
    ],
    [
      'NaN',
      () => fit(spec, [[1, 2, Number.NaN]], { engine }),
      /^data, row 1, column 3: expected a finite number, found NaN/,
    ],
    ['no rows', () => fit(spec, [], { engine }), /^data: expected at least one row, found none/],
    ['a spec that is none', () => fit({}, rows, { engine }), /^isthmus: expected the version of the format/],
    [
      'a number of epochs that is none',
      () => fit(spec, rows, { engine, epochs: 0 }),
      /^options.epochs: expected a whole number from 1 to 1000000, found 0/,
    ],
    // The types forbid the name: JavaScript does not.
    [
      'an engine of no such name',
      () => fit(spec, rows, { engine: 'gpu' as 'web' }),
      /^engine: expected one of auto, native, web, reference, found "gpu"/,
    ],
    [
      'an engine that does not load',
      () =>
        fit(spec, rows, {
          engine: Promise.reject(
            new EngineError({
              fault: 'no engine',
              where: 'engine web',
              expected: 'ONNX Runtime to load',
              found: 'none',
            }),
          ),
        }),
      /^engine web: expected ONNX Runtime to load, found none/,
    ],
  ]
  for (const [name, attempt, text] of cases) it(name, async () => expect(await rejection(attempt())).toMatch(text))

  it('a loss that is not finite', async () => {
    const wild = experiment({ model: spec, data: mnist(), optimiser: adam(1e-3), epochs: 1, batchSize: 10 })
    const huge = rows.map((row) => row.map((x) => x * 1e30))
    expect(await rejection(fit(wild, huge, { engine }))).toMatch(
      /^step 1 of epoch 1: expected a finite loss and gradient/,
    )
  })

  it('rows and codes of another width, for a fitted model', async () => {
    const model = await fit(spec, rows, { engine, epochs: 1 })
    expect(await rejection(model.encode([[1, 2]]))).toMatch(/^data: expected rows of \[3\]/)
    expect(await rejection(model.decode([[1, 2, 3]]))).toMatch(/^codes: expected codes of \[2\]/)
    expect(faultText(model.check([[1, 2]]))).toMatch(/^data: expected rows of \[3\]/)
    expect(faultText(model.check(rows))).toBe('')
    expect(await rejection(model.evaluate(rows, { samples: 5 }))).toMatch(/a Gaussian code/)
  })

  it('open refuses bytes that are no model file', async () => {
    expect(await rejection(open(new Uint8Array(4)))).toMatch(
      /^the model file: expected a safetensors file, found 4 bytes/,
    )
    expect(await rejection(open('model.safetensors' as never))).toMatch(/^the model file: expected its bytes/)
  })
})

describe('the default training', () => {
  it('takes at least 2,000 steps and holds rows out where there are enough', () => {
    const few = defaultTraining({ encoder: { input: [3] } }, 4)
    expect(few).toMatchObject({ epochs: 2000, split: { validation: 0, test: 0 } })
    expect(few.stopping).toBeUndefined()
    expect(few.split?.calibration).toBeUndefined()
    const many = defaultTraining({ encoder: { input: [3] } }, 100_000)
    expect(many).toMatchObject({
      epochs: 50,
      split: { validation: 0.1, test: 0.1, calibration: 0.1 },
      stopping: { patience: 15 },
    })
    expect(defaultTraining({ encoder: { input: [3] } }, 500).split?.calibration).toBe(0.2)
  })
})

it('the version in files is that of the package', () => {
  const { version }: { version: string } = JSON.parse(readFileSync(join(root, 'package.json'), 'utf8'))
  expect(packageVersion).toBe(version)
})
