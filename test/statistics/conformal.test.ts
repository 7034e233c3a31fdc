import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { draw, path, stream } from '../../src/random/index.ts'
import { benjaminiHochberg, conformalPValues, conformalThreshold, rowsForAlpha } from '../../src/statistics/index.ts'
import { saved } from './labels.ts'

const scores = fc.array(fc.nat(20), { minLength: 1, maxLength: 60 })
const alphas = fc.integer({ min: 1, max: 99 }).map((percent) => percent / 100)

describe('conformal p-values', () => {
  it('are the share of scores, their own among them, that are not lower', () => {
    fc.assert(
      fc.property(scores, scores, (calibration, rows) => {
        const sorted = calibration.toSorted((a, b) => a - b)
        const expected = rows.map((s) => (1 + calibration.filter((c) => c >= s).length) / (calibration.length + 1))
        expect([...conformalPValues(sorted, rows)]).toEqual(expected)
      }),
    )
  })

  it('are at most alpha exactly above the threshold of alpha', () => {
    fc.assert(
      fc.property(scores, scores, alphas, (calibration, rows, alpha) => {
        const sorted = calibration.toSorted((a, b) => a - b)
        const threshold = conformalThreshold(sorted, alpha)
        const pValues = conformalPValues(sorted, rows)
        rows.forEach((s, i) =>
          expect(s > (threshold ?? Number.POSITIVE_INFINITY)).toBe((pValues[i] ?? 1) <= alpha + 1e-12),
        )
        expect(threshold === undefined).toBe(calibration.length < rowsForAlpha(alpha))
      }),
    )
  })

  it('of exchangeable rows are at most alpha no more often than alpha', () => {
    const [sets, n, alpha] = [4000, 39, 0.1]
    let alarms = 0
    for (let set = 0; set < sets; set++) {
      // Rounded, so that there are ties, which only lower the rate.
      const drawn = draw(path(stream(5), set), n + 1, { kind: 'uniform' }).map((u) => Math.floor(200 * u))
      const [p = 1] = conformalPValues(drawn.slice(1).toSorted(), [drawn[0] ?? 0])
      if (p <= alpha + 1e-12) alarms++
    }
    // Binomial with 4,000 trials of at most 0.1: mean 400, deviation 19. By Hoeffding's inequality
    // P(alarms ≥ 400 + t) ≤ exp(−2·t² / 4,000), which is below 1e-6 from t = 167 on; Bernstein's
    // exp(−t² / (2·(360 + t/3))) is from t = 106 on.
    expect(alarms).toBeLessThan(400 + 106)
    // Without ties the rate would be exactly 4/40; with 200 values for 40 rows it is little less.
    expect(alarms).toBeGreaterThan(250)
  })

  it('need 1/alpha − 1 rows', () => {
    expect([0.5, 0.1, 0.05, 0.01, 0.001].map(rowsForAlpha)).toEqual([1, 9, 19, 99, 999])
  })
})

describe('Benjamini–Hochberg', () => {
  it.each(Object.entries(saved.rejected))('rejects as SciPy does at rate %s', (rate, rejected) => {
    const cut = benjaminiHochberg(saved.pValues, Number(rate))
    expect(saved.pValues.map((p) => p <= (cut ?? -1))).toEqual(rejected)
  })

  it('keeps the rate of false discoveries with conformal p-values of one calibration set', () => {
    const [sets, n, normal, odd, rate] = [1500, 199, 30, 10, 0.2]
    let sum = 0
    for (let set = 0; set < sets; set++) {
      const z = draw(path(stream(6), set), n + normal + odd, { kind: 'normal' })
      const rows = Float64Array.from({ length: normal + odd }, (_, i) => (z[n + i] ?? 0) + (i < normal ? 0 : 2.5))
      const p = conformalPValues(z.slice(0, n).toSorted(), rows)
      const cut = benjaminiHochberg(p, rate) ?? -1
      const flagged = [...p.keys()].filter((i) => (p[i] ?? 1) <= cut)
      sum += flagged.filter((i) => i < normal).length / Math.max(1, flagged.length)
    }
    // Each share lies in [0, 1] with a mean of at most 0.2 · 30/40 = 0.15. Hoeffding: P(mean ≥ 0.15 + t) ≤
    // exp(−2·1,500·t²), below 1e-6 from t = 0.068 on.
    expect(sum / sets).toBeLessThan(0.15 + 0.068)
    expect(sum / sets).toBeGreaterThan(0.05)
  })
})
