import * as Either from 'fp-ts/lib/Either.js'
import { describe, expect, it } from 'vitest'
import type { Factor } from '../../../src/statistics/index.ts'
import type { MetricResult, MetricSpec } from '../../../src/tasks/index.ts'
import { chosenMetrics, measure, metricSubject } from '../../../src/tasks/index.ts'
import { saved } from '../../statistics/saved.ts'
import type { Behaviour } from './subjects.ts'
import { dataset, inference, keeping } from './subjects.ts'

type Given = Parameters<typeof metricSubject>[0]

const one = async (metric: string | MetricSpec, given: Given): Promise<MetricResult> => {
  const chosen = chosenMetrics([metric])
  const [result] = Either.isLeft(chosen) ? [] : await measure(metricSubject(given), chosen.right)
  if (result === undefined) throw new Error('no result')
  return result
}

const valueOf = async (metric: string | MetricSpec, given: Given): Promise<number> => {
  const result = await one(metric, given)
  if ('undefined' in result) throw new Error(result.undefined)
  return result.value
}

/** A model that gives these rows, whatever it is given. */
const giving = (
  rows: ReadonlyArray<ReadonlyArray<number>>,
  outputs: ReadonlyArray<ReadonlyArray<number>>,
): Behaviour => ({
  encode: (row) => [rows.findIndex((known) => known.every((value, j) => Math.abs(value - (row[j] ?? 0)) < 1e-6)), 0],
  decode: ([at = 0]) => outputs[at] ?? [],
})

describe('errors of reconstruction', () => {
  const rows = [
    [1, 2, 0],
    [3, 4, 0.5],
    [5, 6, 1],
    [7, 8, -2],
  ]
  const given = { rows: inference(dataset(rows), keeping(2, 3)), training: inference(dataset(rows), keeping(2, 3)) }

  it('are means over rows and entries, beside those of PCA', async () => {
    expect(await valueOf('mse', given)).toBeCloseTo(5.25 / 12, 12)
    expect(await valueOf('mae', given)).toBeCloseTo(3.5 / 12, 12)
    expect(await valueOf('psnr', given)).toBeCloseTo(10 * Math.log10(100 / (5.25 / 12)), 12)
    const result = await one('mse', given)
    if ('undefined' in result) throw new Error('it is defined')
    expect(result.beside?.name).toBe('PCA, 2 components')
    expect(result.beside?.value).toBeLessThan(0.1)
  })

  it('leave out missing entries', async () => {
    const mask = Float32Array.of(1, 1, 0, 1, 1, 1, 1, 1, 1, 1, 1, 0)
    const masked = { rows: inference(dataset(rows, { mask }), keeping(2, 3)) }
    expect(await valueOf('mse', masked)).toBeCloseTo(1.25 / 10, 12)
  })

  it('R² is that of scikit-learn', async () => {
    const outputs = saved.other
    const own = { rows: inference(dataset(saved.points), giving(saved.points, outputs)) }
    const mean = saved.r2.reduce((a, b) => a + b, 0) / saved.r2.length
    // Rows and outputs are in float32, in which the saved numbers are exact up to 24 bits.
    expect((await valueOf('r2', own)) / mean).toBeCloseTo(1, 6)
  })

  it('say where they are undefined', async () => {
    const perfect = { rows: inference(dataset(rows), keeping(3, 3)) }
    expect(await one('psnr', perfect)).toMatchObject({ undefined: 'the reconstruction has no error at all' })
    const equal = {
      rows: inference(
        dataset([
          [1, 1, 1],
          [1, 1, 1],
        ]),
        keeping(1, 3),
      ),
    }
    expect(await one('r2', equal)).toMatchObject({ undefined: 'no column varies in these rows' })
    expect(await one('ssim', perfect)).toMatchObject({ undefined: 'rows are no images: [channels, height, width]' })
    expect(await one('trustworthiness', perfect)).toMatchObject({
      undefined: '10 neighbours need more than 20 rows, there are 4',
    })
  })

  it('SSIM takes rows as images', async () => {
    const [x = [], y = []] = saved.images.map((image) => image.flat())
    const images = dataset([x], { sizes: [1, 16, 14] })
    const own = { rows: inference(images, giving([x], [y])) }
    expect(await valueOf({ metric: 'ssim', range: 1 }, own)).toBeCloseTo(saved.ssim, 5)
    expect(await one({ metric: 'ssim', window: 15 }, own)).toMatchObject({
      undefined: 'images of 16 × 14 are smaller than its window of 15',
    })
  })
})

describe('labels', () => {
  it('of one class, or too many, are no classes', async () => {
    const rows = Array.from({ length: 6 }, (_, i) => [i, -i, 0])
    const having = (labels: ReadonlyArray<string>): Given => {
      const own = inference(dataset(rows, { labels }), keeping(2, 3))
      return { rows: own, training: own }
    }
    expect(await one('knnAccuracy', having(rows.map(() => 'a')))).toMatchObject({
      undefined: 'all training rows have one label',
    })
    expect(await one('clusterAgreement', having(rows.map((_, i) => String(i))))).toMatchObject({
      undefined: 'the labels of rows are 6 different values',
    })
    expect(await one('probeAccuracy', { rows: inference(dataset(rows), keeping(2, 3)) })).toMatchObject({
      undefined: 'it needs labels: name their column, --label COLUMN',
    })
  })

  it('are found again by clusters, neighbours and a line where the codes are apart', async () => {
    const rows = Array.from({ length: 12 }, (_, i) => [i < 6 ? 10 + i : -10 - i, i % 3, 0])
    const labels = rows.map((_, i) => (i < 6 ? 'a' : 'b'))
    const own = inference(dataset(rows, { labels }), keeping(1, 3))
    const given = { rows: own, training: own }
    expect(await valueOf('clusterAgreement', given)).toBe(1)
    expect(await valueOf('knnAccuracy', given)).toBe(1)
    expect(await valueOf('probeAccuracy', given)).toBe(1)
    expect(await valueOf({ metric: 'knnPurity', neighbours: 3 }, given)).toBe(1)
  })
})

describe('rows across the parts', () => {
  const training = [
    [0, 0],
    [1, 0],
    [0, 1],
    [3, 3],
  ]

  it('are counted where they are training rows, or nearly', async () => {
    const rows = [
      [1, 0],
      [0.001, 0],
      [2, 2],
    ]
    const given = {
      rows: inference(dataset(rows), keeping(1, 2)),
      training: inference(dataset(training), keeping(1, 2)),
    }
    expect(await valueOf('duplicates', given)).toBeCloseTo(1 / 3, 12)
    expect(await valueOf('nearDuplicates', given)).toBeCloseTo(2 / 3, 12)
  })

  it('are learnt by heart where outputs are training rows', async () => {
    const rows = [
      [0.4, 0.1],
      [2.6, 2.8],
    ]
    const known = dataset(training)
    const byHeart = giving(rows, [
      [0, 0],
      [3, 3],
    ])
    const faithful = giving(rows, [
      [0.4, 0.11],
      [2.6, 2.7],
    ])
    const memorised = (behaviour: Behaviour) =>
      valueOf('memorisation', { rows: inference(dataset(rows), behaviour), training: inference(known, keeping(1, 2)) })
    expect(await memorised(byHeart)).toBe(1)
    expect(await memorised(faithful)).toBe(0)
  })
})

describe('dictionaries', () => {
  /** Features 1 and 2 are active in one row of four and in two, feature 3 never. */
  const rows = [
    [1, 0],
    [0, 2],
    [0, 1],
    [0, 0],
  ]
  const behaviour: Behaviour = { encode: ([a = 0, b = 0]) => [a, b, 0], decode: ([a = 0, b = 0]) => [a, 0.5 * b] }
  const given = { rows: inference(dataset(rows), behaviour) }

  it('have their active features counted', async () => {
    expect(await valueOf('l0', given)).toBe(0.75)
    expect(await valueOf('deadShare', given)).toBeCloseTo(1 / 3, 12)
    expect(await one('density', given)).toMatchObject({ parts: { '10^-1': 1, '10^-0.5': 1 } })
    // Errors 1 and 0.25 of a spread of 0.75 + 2.75.
    expect(await valueOf('explainedVariance', given)).toBeCloseTo(1 - 1.25 / 3.5, 6)
  })

  it('recover a loss as far as they reconstruct', async () => {
    const downstream: Given['downstream'] = async ({ data }) =>
      10 - Array.from(data).reduce((sum, value) => sum + value, 0)
    // Losses of zeros 10, of the rows 6, of the reconstruction 7.5.
    expect(await valueOf('lossRecovered', { ...given, downstream })).toBeCloseTo(2.5 / 4, 6)
  })
})

describe('factors', () => {
  const rows = Array.from({ length: 32 }, (_, i) => [i % 4, Math.floor(i / 4) % 4, 0])
  const factors: ReadonlyArray<Factor> = [
    { name: 'first', kind: 'numbers', values: Float64Array.from(rows, ([a = 0]) => a) },
    { name: 'second', kind: 'categories', values: rows.map(([, b = 0]) => `c${b}`) },
  ]
  const own = inference(dataset(rows), keeping(2, 3))

  it('are disentangled where each is a code entry', async () => {
    for (const metric of ['mig', 'sap', 'disentanglement', 'completeness'])
      expect(await valueOf(metric, { rows: own, factors }), metric).toBeCloseTo(1, 6)
    expect(await one('mig', { rows: own, factors })).toMatchObject({
      parts: { first: expect.closeTo(1, 9), second: expect.closeTo(1, 9) },
    })
  })

  it('need a value for every row', async () => {
    const short: Factor = { name: 'short', kind: 'categories', values: ['a', 'b'] }
    expect(await one('mig', { rows: own, factors: [short] })).toMatchObject({
      undefined: 'factor short has 2 values for 32 rows',
    })
  })
})

describe('samples', () => {
  const rows = Array.from({ length: 30 }, (_, i) => [Math.sin(i), Math.cos(1.7 * i)])
  const own = inference(dataset(rows), keeping(1, 2))
  const samples = async (count: number) => ({
    shape: [count, 2],
    data: Float32Array.from({ length: 2 * count }, (_, i) => rows[Math.floor(i / 2) % 30]?.[i % 2] ?? 0),
  })

  it('that are the rows themselves have no distance from them, and are precise', async () => {
    expect(await valueOf('frechet', { rows: own, samples })).toBeLessThan(1e-6)
    expect(await valueOf('samplePrecision', { rows: own, samples })).toBe(1)
    expect(await valueOf('sampleRecall', { rows: own, samples })).toBe(1)
  })
})
