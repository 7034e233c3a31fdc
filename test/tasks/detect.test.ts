import * as Either from 'fp-ts/lib/Either.js'
import { describe, expect, it } from 'vitest'
import { autoencoder, dense, elaborate, identity, input, library, mse, pipe } from '../../src/index.ts'
import { fitPca, pcaError } from '../../src/statistics/index.ts'
import { compare, detect, inferenceOf } from '../../src/tasks/index.ts'
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
    return { session, weights: { parameters, buffers: {} }, model: model.right }
  }
  /** What the model makes of rows, and their reconstruction errors. */
  const given = async ({ session, weights, model }: Awaited<ReturnType<typeof keepsTwo>>, rows: Dataset) => {
    const found = inferenceOf((task) => task(session), model, weights, rows)
    return [found, Float32Array.from((await found.losses()).data)] as const
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
    const kept = await keepsTwo()
    const byQuantile = await detect(...(await given(kept, data)), {
      training: Float32Array.of(0, 0.1, 0.2, 0.3),
      threshold: { quantile: 1 },
      anomalous: [false, false, true, true],
    })
    expect(byQuantile.threshold).toBeCloseTo(0.3, 6)
    expect(byQuantile.rows.map(({ anomaly }) => anomaly)).toEqual([false, false, true, true])
    expect(byQuantile.rows.map(({ score }) => Number(score.toFixed(5)))).toEqual([0, 0.08333, 0.33333, 1.33333])
    expect(byQuantile.rows[3]?.columns[0]).toEqual({ column: 'r', share: 1 })
    expect(byQuantile.rocAuc).toBe(1)
    const byShare = await detect(...(await given(kept, data)), { training: [], threshold: { contamination: 0.25 } })
    expect(byShare.rows.filter(({ anomaly }) => anomaly)).toHaveLength(1)
  })

  it('missing entries count for neither', async () => {
    const kept = await keepsTwo()
    const masked = { ...data, mask: Float32Array.of(1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 0) }
    const { rows } = await detect(...(await given(kept, masked)), { training: [0], threshold: { quantile: 1 } })
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
    expect((await compare(kept.session, kept.weights, masked, undefined)).mse).toBeCloseTo(1.25 / 11, 12)
  })
})
