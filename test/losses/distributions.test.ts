import { describe, expect, it } from 'vitest'
import { cosineDistance, dip, orthogonalCode, orthogonalWeights, totalCorrelation } from '../../src/index.ts'
import type { TermRow } from '../../src/losses/index.ts'
import { draw, path, stream } from '../../src/random/index.ts'
import { array } from '../reference/values.ts'
import { matrix, valueOf } from './values.ts'

const normal = (name: string, n: number): Float64Array => draw(path(stream(5), name), n, { kind: 'normal' })

const gaussianCode = (row: TermRow, n: number, at: (i: number) => readonly [mean: number, second: number]): number => {
  const deviation = Math.sqrt(0.3)
  const noise = normal('noise', 2 * n)
  const means = Array.from({ length: n }, (_, i) => at(i)).flat()
  const code = means.map((mean, k) => mean + deviation * (noise[k] ?? 0))
  const aux = {
    mean: matrix(n, means),
    code: matrix(n, code),
    logVariance: matrix(
      n,
      means.map(() => Math.log(0.3)),
    ),
  }
  return valueOf(row, { aux })
}

describe('the total correlation', () => {
  const { row } = totalCorrelation

  it('is 0 to rounding where the rows are all pairs of a few means: their mixture factorises', () => {
    const means = [-1.5, -0.25, 0.5, 2]
    expect(Math.abs(gaussianCode(row, 16, (i) => [means[i % 4] ?? 0, means[Math.floor(i / 4)] ?? 0]))).toBeLessThan(
      1e-12,
    )
  })

  for (const correlation of [0, 0.3, 0.6])
    it(`of two normal entries of correlation ρ = ${correlation} is −½ log(1 − ρ²), within its error`, () => {
      const n = 700
      const [a, b] = [normal('a', n), normal('b', n)]
      const spread = Math.sqrt(0.7 ** 2 - correlation ** 2)
      const found = gaussianCode(row, n, (i) => {
        const [x, y] = [a[i] ?? 0, b[i] ?? 0]
        return [Math.sqrt(0.7) * x, (correlation * x + spread * y) / Math.sqrt(0.7)]
      })
      expect(Math.abs(found + 0.5 * Math.log(1 - correlation ** 2))).toBeLessThan(0.05)
    })

  it('is 0 for a code of one entry', () => {
    const aux = { mean: matrix(3, [1, 2, 3]), code: matrix(3, [1, 2, 4]), logVariance: matrix(3, [0, 1, -1]) }
    expect(Math.abs(valueOf(row, { aux }))).toBeLessThan(1e-15)
  })
})

describe('the covariance of a Gaussian code', () => {
  const corners = [1, 1, 1, -1, -1, 1, -1, -1]

  it('costs nothing where the means vary apart with variance 1', () => {
    expect(valueOf(dip.row, { aux: { mean: matrix(4, corners) } }, { variant: 'I' })).toBe(0)
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
    expect(Math.abs(valueOf(dip.row, { aux }, { variant: 'II' }))).toBeLessThan(1e-30)
    expect(valueOf(dip.row, { aux }, { variant: 'I' })).toBeCloseTo(10 * 2 * 0.25, 12)
  })
})

describe('orthogonality', () => {
  it('costs nothing where it holds, whatever the length of a code', () => {
    const turn = [Math.cos(1), Math.sin(1), -Math.sin(1), Math.cos(1)]
    const parameters = { 'encoder.0.weight': array(turn, [2, 2]), 'encoder.0.bias': array([7], [1]) }
    expect(valueOf(orthogonalWeights.row, { parameters })).toBeLessThan(1e-30)
    const code = matrix(
      2,
      turn.map((x) => 9 * x),
    )
    expect(valueOf(orthogonalCode.row, { aux: { code } })).toBeLessThan(1e-28)
  })
})

describe('the cosine', () => {
  const target = matrix(1, [3, -1, 2])

  it.each([
    ['twice', [6, -2, 4], 0],
    ['minus', [-3, 1, -2], 2],
    ['nothing of', [0, 0, 0], 1],
  ] as const)('%s the target', (_, output, distance) => {
    expect(valueOf(cosineDistance.row, { target, output: matrix(1, output) })).toBeCloseTo(distance, 14)
  })
})
