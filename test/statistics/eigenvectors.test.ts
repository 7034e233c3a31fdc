import { describe, expect, it } from 'vitest'
import { draw, stream } from '../../src/random/index.ts'
import type { SymmetricOperator } from '../../src/statistics/index.ts'
import { leadingEigenpairs } from '../../src/statistics/index.ts'

/** H·diag(values)·H for the reflection H = 1 − 2·u·uᵀ: its eigenvectors are the columns of H. */
const reflected = (values: Float64Array) => {
  const drawn = draw(stream(4), values.length, { kind: 'normal' })
  const length = Math.hypot(...drawn)
  const u = drawn.map((entry) => entry / length)
  const reflect = (x: Float64Array): Float64Array => {
    const factor = 2 * x.reduce((sum, entry, i) => sum + entry * (u[i] ?? 0), 0)
    return x.map((entry, i) => entry - factor * (u[i] ?? 0))
  }
  const operator: SymmetricOperator = {
    size: values.length,
    apply: (vectors) => vectors.map((x) => reflect(reflect(x).map((entry, i) => entry * (values[i] ?? 0)))),
  }
  return { operator, reflect }
}

/** The sine of the greatest angle between the vectors found and the span of the first columns of H. */
const sine = (values: Float64Array, count: number): number => {
  const { operator, reflect } = reflected(values)
  const angles = leadingEigenpairs(operator, count).map(({ vector }) => Math.hypot(...reflect(vector).slice(count)))
  return Math.max(...angles)
}

describe('leading eigenvectors', () => {
  it('span what they should, to 1e-9, without a decomposition of the whole', () => {
    expect(
      sine(
        Float64Array.from({ length: 300 }, (_, i) => 1 / (1 + i)),
        4,
      ),
    ).toBeLessThan(1e-9)
    expect(
      sine(
        Float64Array.from({ length: 300 }, (_, i) => Math.exp(-i / 15)),
        6,
      ),
    ).toBeLessThan(1e-9)
  })

  it('are found of eigenvalues that are equal, and beside eigenvalues that are 0', () => {
    const equal = Float64Array.from({ length: 200 }, (_, i) => (i < 3 ? 2 : i < 10 ? 1 : 0))
    expect(sine(equal, 3)).toBeLessThan(1e-9)
    expect(sine(equal, 10)).toBeLessThan(1e-9)
    expect(leadingEigenpairs(reflected(equal).operator, 5).map(({ value }) => Math.round(value * 1e9) / 1e9)).toEqual([
      2, 2, 2, 1, 1,
    ])
  })

  it('are found in a matrix that is decomposed whole', () => {
    expect(
      sine(
        Float64Array.from({ length: 40 }, (_, i) => 40 - i),
        30,
      ),
    ).toBeLessThan(1e-9)
  })
})
