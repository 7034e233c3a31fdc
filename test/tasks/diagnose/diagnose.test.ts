import * as Either from 'fp-ts/lib/Either.js'
import { describe, expect, it } from 'vitest'
import type { FitSpec } from '../../../src/fitted/index.ts'
import { fit } from '../../../src/fitted/index.ts'
import {
  adam,
  autoencoder,
  Codecs,
  combine,
  dense,
  experiment,
  gaussian,
  gaussianNoise,
  input,
  kl,
  mmd,
  mse,
  pipe,
  relu,
  standard,
  summed,
  tanh,
  topK,
  weighted,
} from '../../../src/index.ts'
import { defineDiagnosis, diagnose, diagnoses } from '../../../src/tasks/index.ts'
import { redundantEntries } from '../../../src/tasks/diagnose/registry.ts'
import { draw, path, stream } from '../../../src/random/index.ts'
import { byHand, normalRows, reportOf } from './sick.ts'

/** Rows of six columns that two normal numbers and some noise make. */
const rows = (length: number): ReadonlyArray<ReadonlyArray<number>> => {
  const numbers = draw(path(stream(3), 'rows'), 8 * length, { kind: 'normal' })
  return Array.from({ length }, (_, i) => {
    const [a = 0, b = 0, ...noise] = numbers.slice(8 * i, 8 * (i + 1))
    return [a, b, a + b, a - b, Math.tanh(a), Math.tanh(b)].map((value, j) => value + 0.1 * (noise[j] ?? 0))
  })
}

const training = (model: ReturnType<typeof autoencoder>): FitSpec =>
  experiment({
    model,
    data: { source: 'csv', path: 'rows.csv' },
    preprocessing: [standard()],
    optimiser: adam(2e-2),
    epochs: 25,
    batchSize: 20,
    seed: 1,
  })

const back = pipe(input([2]), dense(8), relu, dense(6))

const healthy: Readonly<Record<string, ReturnType<typeof autoencoder>>> = {
  linear: autoencoder({ encoder: pipe(input([6]), dense(2)), decoder: pipe(input([2]), dense(6)), loss: mse }),
  deep: autoencoder({ encoder: pipe(input([6]), dense(8), relu, dense(2)), decoder: back, loss: mse }),
  tanh: autoencoder({
    encoder: pipe(input([6]), dense(8), tanh, dense(2)),
    decoder: pipe(input([2]), dense(8), tanh, dense(6)),
    loss: mse,
  }),
  denoising: autoencoder({
    encoder: pipe(input([6]), gaussianNoise(0.3), dense(8), relu, dense(2)),
    decoder: back,
    loss: mse,
  }),
  variational: autoencoder({
    encoder: pipe(input([6]), dense(8), relu, gaussian(2)),
    decoder: back,
    loss: combine(summed(weighted(5, mse)), kl),
  }),
  wasserstein: autoencoder({
    encoder: pipe(input([6]), dense(8), relu, dense(2)),
    decoder: back,
    loss: combine(summed(mse), weighted(10, mmd())),
  }),
  dictionary: autoencoder({
    encoder: pipe(input([6]), dense(12), topK(3)),
    decoder: pipe(input([12]), dense(6)),
    loss: mse,
  }),
}

describe('a healthy model has no faults, and few warnings', () => {
  it.each(Object.entries(healthy))('%s', async (_, model) => {
    const all = rows(180)
    const fitted = await fit(training(model), all.slice(0, 120), { engine: 'reference' })
    const report = await fitted.diagnose(all.slice(0, 120), { heldOut: all.slice(120) })
    const texts = report.findings.map(({ severity, fault, found }) => `${severity}: ${fault}: ${found}`)
    expect(texts.filter((text) => text.startsWith('fault'))).toEqual([])
    expect(texts.slice(1)).toEqual([])
    expect(report.passed.length + report.skipped.length + texts.length).toBe(Object.keys(diagnoses).length)
    expect(report.rows).toEqual({ training: 120, heldOut: 60 })
  })
})

describe('diagnose', () => {
  const plain = autoencoder({
    encoder: pipe(input([4]), dense(2)),
    decoder: pipe(input([2]), dense(4)),
    loss: mse,
  })

  it('takes diagnoses of the user, with settings that their codec checks', async () => {
    const inference = await byHand(plain, normalRows(40, 4))
    const manyRows = defineDiagnosis({
      name: 'manyRows',
      summary: 'More rows than there should be.',
      codec: Codecs.struct({}, { most: Codecs.number() }),
      check: async ({ training }, { most = 100 }) =>
        training.rows.length <= most
          ? []
          : [{ severity: 'warning', where: 'rows', expected: `at most ${most}`, found: String(training.rows.length) }],
    })
    const known = { ...diagnoses, manyRows: manyRows.definition }
    const only = (use: ReturnType<typeof manyRows>) => reportOf(inference, { diagnoses: known, use: [use] })
    expect((await only(manyRows())).findings).toEqual([])
    expect((await only(manyRows({ most: 30 }))).findings).toEqual([
      { fault: 'manyRows', severity: 'warning', where: 'rows', expected: 'at most 30', found: '40' },
    ])
    const wrong = await diagnose(inference, {
      use: [{ diagnosis: 'deadEntrys' }, { ...redundantEntries(), correlation: 'high' }],
    })
    expect(Either.isLeft(wrong) && wrong.left.map(({ where, remedy }) => [where, remedy])).toEqual([
      ['use[0].diagnosis', 'did you mean "deadEntries"?'],
      ['use[1].correlation', undefined],
    ])
  })

  it('says the same for the same seed, and refuses too few rows', async () => {
    const inference = await byHand(plain, normalRows(60, 4))
    expect(await reportOf(inference, { seed: 5 })).toEqual(await reportOf(inference, { seed: 5 }))
    const few = await diagnose(await byHand(plain, normalRows(19, 4)))
    expect(Either.isLeft(few) && few.left).toMatchObject([{ fault: 'too few rows', found: '19 rows' }])
  })
})
