import * as fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { draw, stream } from '../../src/random/index.ts'
import { cholesky, logDeterminant, multiplyLower, solveLower, squaredMahalanobis } from '../../src/statistics/index.ts'

/** A·Aᵀ + ½·I of a random matrix A: [d, d]. */
const positive = (seed: number, d: number): Float64Array => {
  const a = draw(stream(seed), d * d, { kind: 'normal' })
  return Float64Array.from({ length: d * d }, (_, at) => {
    const [i, j] = [Math.floor(at / d), at % d]
    let sum = i === j ? 0.5 : 0
    for (let k = 0; k < d; k++) sum += (a[i * d + k] ?? 0) * (a[j * d + k] ?? 0)
    return sum
  })
}

const factorOf = (matrix: ArrayLike<number>, d: number) => {
  const factor = cholesky(matrix, d)
  if (factor === undefined) throw new Error('not positive definite')
  return factor
}

describe('the Cholesky factor', () => {
  it('of a matrix by hand', () => {
    const factor = factorOf([4, 0, 2, 5], 2)
    expect([...factor.lower]).toEqual([2, 0, 1, 2])
    expect(logDeterminant(factor)).toBeCloseTo(Math.log(16), 14)
    // xᵀ·Σ⁻¹·x with Σ⁻¹ = [[5, −2], [−2, 4]] / 16
    expect(squaredMahalanobis(factor, Float64Array.of(1, 3))).toBeCloseTo((5 - 12 + 36) / 16, 14)
  })

  it('times its transpose is the matrix; solving undoes multiplying', () => {
    fc.assert(
      fc.property(fc.integer(), fc.integer({ min: 1, max: 12 }), (seed, d) => {
        const matrix = positive(seed, d)
        const { lower } = factorOf(matrix, d)
        matrix.forEach((value, at) => {
          const [i, j] = [Math.floor(at / d), at % d]
          let sum = 0
          for (let k = 0; k < d; k++) sum += (lower[i * d + k] ?? 0) * (lower[j * d + k] ?? 0)
          expect(sum).toBeCloseTo(value, 9)
        })
        const z = draw(stream(seed + 1), d, { kind: 'normal' })
        const x = Float64Array.from(z)
        multiplyLower({ width: d, lower }, x)
        solveLower({ width: d, lower }, x)
        x.forEach((entry, i) => expect(entry).toBeCloseTo(z[i] ?? Number.NaN, 8))
      }),
    )
  })

  it('does not exist for a matrix that is not positive definite', () => {
    expect(cholesky([1, 2, 2, 1], 2)).toBeUndefined()
    expect(cholesky([0], 1)).toBeUndefined()
    expect(cholesky([Number.NaN], 1)).toBeUndefined()
  })
})
