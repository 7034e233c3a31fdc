import * as Either from 'fp-ts/lib/Either.js'
import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { draw, permutation, stream } from '../../../src/random/index.ts'
import { extended } from '../../../src/registry/index.ts'
import type { MetricChoice, MetricResult } from '../../../src/tasks/index.ts'
import { chosenMetrics, defineMetric, measure, metrics, metricSubject } from '../../../src/tasks/index.ts'
import { faultText } from '../../fitted/rows.ts'
import { dataset, inference, keeping, reordered } from './subjects.ts'

/** 40 rows of 4 numbers with two labels, the first entry telling them apart. */
const labelled = (seed: number, length = 40) => {
  const z = draw(stream(seed), 4 * length, { kind: 'normal' })
  const rows = Array.from({ length }, (_, i) => [
    (i % 2 === 0 ? 3 : -3) + 0.1 * (z[4 * i] ?? 0),
    ...z.slice(4 * i + 1, 4 * i + 4),
  ])
  return dataset(rows, { labels: rows.map(([first = 0]) => (first > 0 ? 'high' : 'low')) })
}

const subject = (data = labelled(1)) =>
  metricSubject({ rows: inference(data, keeping(2, 4)), training: inference(labelled(2), keeping(2, 4)) })

const resultsOf = async (
  choice: MetricChoice,
  of = subject(),
  known = metrics,
): Promise<Readonly<Record<string, MetricResult>>> => {
  const chosen = chosenMetrics(choice, known)
  if (Either.isLeft(chosen)) throw new Error(faultText(chosen))
  const results = await measure(of, chosen.right)
  return Object.fromEntries(results.map((result) => [result.metric, result]))
}

describe('metrics', () => {
  it('that are quick are computed where they apply, without a word of the others', async () => {
    const found = await resultsOf('quick')
    expect(Object.keys(found)).toEqual(
      expect.arrayContaining(['activeUnits', 'duplicates', 'effectiveRank', 'knnAccuracy', 'mae', 'mse', 'psnr', 'r2']),
    )
    expect(Object.values(found).filter((result) => 'undefined' in result)).toEqual([])
    expect(found).not.toHaveProperty('mig')
  })

  it('that are named say why there are none', async () => {
    expect(await resultsOf(['mig', 'elbo', 'frechet', 'lossRecovered', 'l0'])).toMatchObject({
      mig: { undefined: 'it needs factors: name their columns, --factors COLUMNS' },
      elbo: { undefined: 'it needs a Gaussian code' },
      frechet: { undefined: 'the code has no prior to sample from: end the encoder with gaussian(…)' },
      l0: { undefined: 'the code is no dictionary: most of its entries are not 0' },
    })
  })

  it('have bootstrap intervals around their values, the same in every call', async () => {
    const [first, second] = [
      await resultsOf(['mse', 'psnr', 'knnAccuracy']),
      await resultsOf(['mse', 'psnr', 'knnAccuracy']),
    ]
    expect(second).toEqual(first)
    for (const name of ['mse', 'psnr']) {
      const result = first[name]
      if (result === undefined || 'undefined' in result) throw new Error('it is defined')
      expect(result.interval?.low).toBeLessThan(result.value)
      expect(result.interval?.high).toBeGreaterThan(result.value)
    }
    expect(first['knnAccuracy']).toMatchObject({ value: 1, interval: { low: 1, high: 1 } })
  })

  it('refuse names that there are not, and settings that do not fit', () => {
    expect(chosenMetrics(['trustworthines'])).toMatchObject({
      left: [{ where: 'metrics[0].metric', remedy: expect.stringContaining('trustworthiness') }],
    })
    expect(chosenMetrics([{ metric: 'knnAccuracy', neighbours: 0 }])).toMatchObject({
      left: [{ where: 'metrics[0].neighbours' }],
    })
    expect(chosenMetrics([{ metric: 'knnAccuracy', k: 3 }])).toMatchObject({ left: [{ where: 'metrics[0].k' }] })
  })

  it('can be a user’s own', async () => {
    const worst = defineMetric({
      name: 'worstLoss',
      title: 'greatest loss of a row',
      group: 'reconstruction',
      summary: 'Greatest loss of a row.',
      compute: async ({ rows }) => ({ value: Math.max(...(await rows.losses()).data) }),
    })
    const known = extended(metrics, [worst])
    expect((await resultsOf([worst()], subject(), known))['worstLoss']).toMatchObject({ value: expect.any(Number) })
    expect(() => extended(metrics, [worst, worst])).toThrow('worstLoss')
  })

  it('are finite or say why not, whatever the rows, and do not depend on their order', async () => {
    const cells = fc.array(fc.array(fc.constantFrom(0, 0.5, -1, 2, 3.25), { minLength: 3, maxLength: 3 }), {
      minLength: 1,
      maxLength: 9,
    })
    /** Metrics that draw rows, clusters or samples by their numbers. */
    const drawing = ['clusterAgreement', 'informativeness']
    await fc.assert(
      fc.asyncProperty(cells, fc.nat(), async (rows, seed) => {
        const data = dataset(rows, { labels: rows.map(([first = 0]) => String(first)) })
        const factors = [{ name: 'first', kind: 'numbers' as const, values: Float64Array.from(rows, ([, b = 0]) => b) }]
        const order = permutation(stream(seed), rows.length)
        const turned = [
          {
            ...factors[0],
            name: 'first',
            kind: 'numbers' as const,
            values: Float64Array.from(order, (row) => rows[row]?.[1] ?? 0),
          },
        ]
        const behaviour = keeping(2, 3)
        const of = (own: typeof data, given: typeof factors) =>
          metricSubject({ rows: inference(own, behaviour), training: inference(data, behaviour), factors: given })
        const [first, second] = [
          await resultsOf('all', of(data, factors)),
          await resultsOf('all', of(reordered(data, order), turned)),
        ]
        for (const [name, result] of Object.entries(first)) {
          if ('undefined' in result) expect(result.undefined, name).not.toBe('')
          else expect(Number.isFinite(result.value), name).toBe(true)
          const other = second[name]
          if ('undefined' in result || other === undefined || 'undefined' in other || drawing.includes(name)) continue
          expect(other.value, name).toBeCloseTo(result.value, 5)
        }
      }),
      { numRuns: 15 },
    )
  })
})
