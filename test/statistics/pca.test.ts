import { describe, expect, it } from 'vitest'
import { fitPca, pcaCodes, pcaError, pcaReconstruction } from '../../src/statistics/index.ts'
import { stream } from '../../src/random/index.ts'
import type { Dataset } from '../../src/data/index.ts'
import { draw } from '../../src/random/index.ts'
import { points, saved } from './saved.ts'

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

describe('PCA of few components', () => {
  it('has the components and the variances of scikit-learn', () => {
    const { length, width, values } = points(saved.points)
    const pca = fitPca({ length, sizes: [width], values: Float32Array.from(values) }, 3)
    saved.pca.components.forEach((component, i) => {
      const own = pca.components[i] ?? new Float64Array(width)
      expect(Math.abs(component.reduce((sum, entry, j) => sum + entry * (own[j] ?? 0), 0))).toBeCloseTo(1, 9)
      expect((pca.variances[i] ?? 0) / (saved.pca.variances[i] ?? 1)).toBeCloseTo(1, 9)
    })
  })

  /** Columns of falling spread, mixed by neighbours, far from 0. */
  const wide = (length: number, width: number): Dataset => {
    const z = draw(stream(7), length * width, { kind: 'normal' })
    const values = Float32Array.from(z, (value, i) => (value + (z[i - 1] ?? 0)) / (1 + (i % width)) + 3)
    return { sizes: [width], length, values }
  }

  /** The part of the first components that lies outside the span of the others, at its greatest. */
  const outside = (a: ReadonlyArray<Float64Array>, b: ReadonlyArray<Float64Array>): number =>
    Math.max(
      ...a.map((component) => {
        const left = Float64Array.from(component)
        for (const other of b) {
          const part = component.reduce((sum, entry, j) => sum + entry * (other[j] ?? 0), 0)
          other.forEach((entry, j) => (left[j] = (left[j] ?? 0) - part * entry))
        }
        return Math.hypot(...left)
      }),
    )

  it.each([
    ['through the covariance', 260, 180],
    ['through rows that are fewer than columns', 170, 190],
    ['without a matrix', 330, 320],
  ])('spans that of the whole decomposition, %s', (_, length, width) => {
    const data = wide(length, width)
    const [few, all] = [fitPca(data, 2), fitPca(data, Math.min(length, width))]
    expect(outside(few.components, all.components.slice(0, 2))).toBeLessThan(1e-9)
    expect(few.variance).toBeCloseTo(all.variance, 9)
  })

  it('reconstructs with the error that it says, from codes of the width of its components', () => {
    const data = wide(50, 6)
    const pca = fitPca(data, 2)
    const output = pcaReconstruction(pca, data)
    const error = data.values.reduce((sum, value, i) => sum + (value - (output[i] ?? 0)) ** 2, 0) / output.length
    expect(pcaError(pca, data)).toBeCloseTo(error, 9)
    expect(pcaCodes(pca, data)).toHaveLength(100)
  })
})
