import { describe, expect, it } from 'vitest'
import { dip } from '../../../src/index.ts'
import { matrix, valueOf } from '../values.ts'

describe('the covariance of a Gaussian code', () => {
  const corners = [1, 1, 1, -1, -1, 1, -1, -1]

  it('costs nothing where the means vary apart with variance 1', () => {
    expect(valueOf(dip.definition, { aux: { mean: matrix(4, corners) } }, { variant: 'I' })).toBe(0)
  })

  it('of samples counts their variance too', () => {
    const half = corners.map((x) => x * Math.SQRT1_2)
    const aux = {
      mean: matrix(4, half),
      logVariance: matrix(
        4,
        Array.from(half, () => Math.log(0.5)),
      ),
    }
    expect(Math.abs(valueOf(dip.definition, { aux }, { variant: 'II' }))).toBeLessThan(1e-30)
    expect(valueOf(dip.definition, { aux }, { variant: 'I' })).toBeCloseTo(10 * 2 * 0.25, 12)
  })
})
