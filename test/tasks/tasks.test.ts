import * as Either from 'fp-ts/lib/Either.js'
import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { autoencoder, dense, elaborate, identity, input, library, mse, pipe } from '../../src/index.ts'
import { compare, detect, fitPca, pcaError, quantile, rocAuc } from '../../src/tasks/index.ts'
import { reference } from '../../src/engines/index.ts'
import { stream } from '../../src/random/index.ts'
import { wrap } from '../../src/interpreters/ndarray/index.ts'
import type { Dataset } from '../../src/data/index.ts'
import { draw } from '../../src/random/index.ts'

describe('ROC AUC', () => {
  it('is the share of pairs in the right order, ties counting half', () => {
    fc.assert(
      fc.property(fc.array(fc.tuple(fc.nat(8), fc.boolean()), { minLength: 2, maxLength: 40 }), (pairs) => {
        const scores = pairs.map(([score]) => score)
        const odd = pairs.map(([, is]) => is)
        fc.pre(odd.includes(true) && odd.includes(false))
        let [right, all] = [0, 0]
        for (const [i, a] of scores.entries())
          for (const [j, b] of scores.entries())
            if (odd[i] === true && odd[j] === false) {
              all++
              right += a > b ? 1 : a === b ? 0.5 : 0
            }
        expect(rocAuc(scores, odd)).toBeCloseTo(right / all, 12)
      }),
    )
  })
})

describe('quantile', () => {
  it('is linear between neighbours', () => {
    expect([0, 0.25, 0.5, 0.9, 1].map((q) => quantile([1, 2, 4, 8, 16], q))).toEqual([1, 2, 4, 12.8, 16])
    expect(quantile([3], 0.7)).toBe(3)
  })
})

/** Rows in a plane of three dimensions, with noise across it. */
const plane = (length: number, noise: number): Dataset => {
  const z = draw(stream(5), 3 * length, { kind: 'normal' })
  const values = Float32Array.from({ length: 3 * length }, (_, i) => {
    const [a = 0, b = 0, c = 0] = z.slice(3 * Math.floor(i / 3), 3 * Math.floor(i / 3) + 3)
    return [a + 1, 2 * b, a - 2 * b + noise * c][i % 3] ?? 0
  })
  return { sizes: [3], length, values, columns: ['p', 'q', 'r'] }
}

describe('PCA', () => {
  it('reconstructs a plane, and its components are orthonormal', () => {
    const data = plane(200, 0)
    const pca = fitPca(data, 2)
    expect(pcaError(pca, data)).toBeLessThan(1e-10)
    const [u = new Float64Array(0), v = new Float64Array(0)] = pca.components
    const dot = (a: Float64Array, b: Float64Array) => a.reduce((sum, value, i) => sum + value * (b[i] ?? 0), 0)
    expect([dot(u, u), dot(v, v), dot(u, v)].map((value) => Math.round(value * 1e9) / 1e9 + 0)).toEqual([1, 1, 0])
  })

  it('without components has the variance as its error, with all of them none', () => {
    const data = plane(500, 0.5)
    const mean = [0, 1, 2].map((j) => data.values.filter((_, i) => i % 3 === j).reduce((a, b) => a + b, 0) / 500)
    const variance = [...data.values].reduce((sum, value, i) => sum + (value - (mean[i % 3] ?? 0)) ** 2, 0) / 1500
    expect(pcaError(fitPca(data, 0), data)).toBeCloseTo(variance, 6)
    expect(pcaError(fitPca(data, 3), data)).toBeLessThan(1e-10)
  })
})

describe('PCA of fewer rows than columns', () => {
  const values = Float32Array.from(draw(stream(6), 5 * 12, { kind: 'normal' }))
  const columns = Array.from({ length: 12 }, (_, j) => `c${j}`)
  const few: Dataset = { sizes: [12], length: 5, values, columns }
  /** The same rows three times: as many as columns and more, with the same mean and covariance. */
  const many: Dataset = { ...few, length: 15, values: Float32Array.from([...values, ...values, ...values]) }

  it('finds what PCA of the same rows, each several times, finds through the covariance', () => {
    const [through, direct] = [fitPca(few, 3), fitPca(many, 3)]
    through.mean.forEach((mean, j) => expect(mean).toBeCloseTo(direct.mean[j] ?? Number.NaN, 12))
    expect(pcaError(through, few)).toBeCloseTo(pcaError(direct, few), 12)
    through.components.forEach((component, i) => {
      const other = direct.components[i] ?? new Float64Array(12)
      expect(Math.abs(component.reduce((sum, entry, j) => sum + entry * (other[j] ?? 0), 0))).toBeCloseTo(1, 12)
    })
  })

  it('has no more components than there are directions in which rows vary', () => {
    const pca = fitPca(few, 10)
    expect(pca.components).toHaveLength(4)
    expect(pcaError(pca, few)).toBeLessThan(1e-12)
    expect(fitPca({ ...few, length: 1, values: values.slice(0, 12) }, 3).components).toEqual([])
  })
})

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
    return { session, weights: { parameters, buffers: {} } }
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
    const { session, weights } = await keepsTwo()
    const byQuantile = await detect(session, weights, data, {
      training: Float32Array.of(0, 0.1, 0.2, 0.3),
      threshold: { quantile: 1 },
      anomalous: [false, false, true, true],
    })
    expect(byQuantile.threshold).toBeCloseTo(0.3, 6)
    expect(byQuantile.rows.map(({ anomaly }) => anomaly)).toEqual([false, false, true, true])
    expect(byQuantile.rows.map(({ score }) => Number(score.toFixed(5)))).toEqual([0, 0.08333, 0.33333, 1.33333])
    expect(byQuantile.rows[3]?.columns[0]).toEqual({ column: 'r', share: 1 })
    expect(byQuantile.rocAuc).toBe(1)
    const byShare = await detect(session, weights, data, { training: [], threshold: { contamination: 0.25 } })
    expect(byShare.rows.filter(({ anomaly }) => anomaly)).toHaveLength(1)
  })

  it('missing entries count for neither', async () => {
    const { session, weights } = await keepsTwo()
    const masked = { ...data, mask: Float32Array.of(1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 0) }
    const { rows } = await detect(session, weights, masked, { training: [0], threshold: { quantile: 1 } })
    expect(rows[3]).toEqual({
      score: 0,
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
