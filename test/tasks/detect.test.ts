import * as Either from 'fp-ts/lib/Either.js'
import { describe, expect, it } from 'vitest'
import { autoencoder, dense, elaborate, identity, input, library, mse, pipe } from '../../src/index.ts'
import { fitPca, pcaError } from '../../src/statistics/index.ts'
import { orThrow } from '../../src/codec/index.ts'
import { stream } from '../../src/random/index.ts'
import type { DetectInput } from '../../src/tasks/index.ts'
import { compare, detect, inferenceOf, thresholds } from '../../src/tasks/index.ts'
import { reference } from '../../src/engines/index.ts'
import { wrap } from '../../src/interpreters/ndarray/index.ts'
import type { Dataset } from '../../src/data/index.ts'

describe('tasks on a model that is known', () => {
  /** Keeps the first two columns and says 0 for the third. */
  const keepsTwo = async () => {
    const spec = autoencoder({
      encoder: pipe(input([3]), dense(2, { bias: false })),
      decoder: pipe(input([2]), dense(3, { bias: false }), identity),
      loss: mse,
    })
    const model = elaborate(library, spec)
    if (Either.isLeft(model)) throw new Error('it does not build')
    const session = await reference('float64').open(model.right, {
      optimiser: [],
      total: 1,
    })
    const tensor = (numbers: ReadonlyArray<number>, shape: ReadonlyArray<number>) => {
      const { data } = wrap(Float64Array.from(numbers), shape)
      return { data, shape }
    }
    const parameters = {
      'encoder.0.weight': tensor([1, 0, 0, 1, 0, 0], [3, 2]),
      'decoder.0.weight': tensor([1, 0, 0, 0, 1, 0], [2, 3]),
    }
    const weights = { parameters, buffers: {} }
    const found = async (rows: Dataset, input: Pick<DetectInput, 'threshold' | 'anomalous'>, scores: Float32Array) => {
      const inference = inferenceOf((task) => task(session), model.right, weights, rows)
      const reference = { part: 'calibration', scores } as const
      const { data: losses } = await inference.losses()
      return orThrow(await detect(inference, losses, { thresholds, reference, seed: stream(0), ...input }))
    }
    return { session, weights, found }
  }
  const data: Dataset = {
    sizes: [3],
    length: 4,
    values: Float32Array.of(1, 2, 0, 3, 4, 0.5, 5, 6, 1, 7, 8, -2),
    columns: ['p', 'q', 'r'],
  }

  it('compare gives the loss, the squared error and PCA’s', async () => {
    const { session, weights } = await keepsTwo()
    const pca = fitPca(data, 2)
    expect(await compare(session, weights, data, pca)).toEqual({
      rows: 4,
      loss: 5.25 / 12,
      terms: { mse: 5.25 / 12 },
      mse: 5.25 / 12,
      pca: { components: 2, mse: pcaError(pca, data) },
    })
  })

  it('detect scores rows by their error, names the column, and cuts where it is told', async () => {
    const { found } = await keepsTwo()
    const byQuantile = await found(
      data,
      { threshold: { threshold: 'quantile', level: 1 }, anomalous: [false, false, true, true] },
      Float32Array.of(0, 0.1, 0.2, 0.3),
    )
    expect(byQuantile.threshold).toBeCloseTo(0.3, 6)
    expect(byQuantile.set).toMatchObject({ by: 'calibration', rows: 4 })
    expect(byQuantile.rows.map(({ anomaly }) => anomaly)).toEqual([false, false, true, true])
    expect(byQuantile.rows.map(({ score }) => Number(score.toFixed(5)))).toEqual([0, 0.08333, 0.33333, 1.33333])
    expect(byQuantile.rows.map(({ pValue }) => pValue)).toEqual([1, 0.8, 0.2, 0.2])
    expect(byQuantile.rows[3]?.columns[0]).toEqual({ column: 'r', share: 1 })
    expect(byQuantile.labelled).toMatchObject({
      anomalies: 2,
      normal: 2,
      rocAuc: { value: 1, low: 1, high: 1 },
      confusion: { truePositives: 2, falsePositives: 0, trueNegatives: 2, falseNegatives: 0 },
      falseAlarms: { value: 0 },
      baselines: [],
    })
    const share = { threshold: 'contamination', share: 0.25 }
    const byShare = await found(data, { threshold: share }, Float32Array.of())
    expect(byShare.rows.filter(({ anomaly }) => anomaly)).toHaveLength(1)
  })

  it('missing entries count for neither', async () => {
    const { session, weights, found } = await keepsTwo()
    const masked = { ...data, mask: Float32Array.of(1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 0) }
    const { rows } = await found(masked, { threshold: { threshold: 'quantile', level: 1 } }, Float32Array.of(0))
    expect(rows[3]).toEqual({
      score: 0,
      pValue: 1,
      anomaly: false,
      columns: [
        { column: 'p', share: 0 },
        { column: 'q', share: 0 },
        { column: 'r', share: 0 },
      ],
    })
    expect((await compare(session, weights, masked, undefined)).mse).toBeCloseTo(1.25 / 11, 12)
  })
})
