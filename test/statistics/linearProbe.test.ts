import { describe, expect, it } from 'vitest'
import { fitLinearProbe, probeClasses } from '../../src/statistics/index.ts'
import { points, saved } from './saved.ts'

describe('a linear probe', () => {
  it('has the weights and the classes of scikit-learn’s logistic regression', () => {
    const probe = fitLinearProbe(points(saved.points), saved.labels, 0.7)
    expect(probe.classes).toEqual(saved.probe.classes)
    const rows = probe.classes.map((_, c) => probe.weights.slice(c * 6, (c + 1) * 6))
    const shift = rows.reduce((sum, row) => sum + (row[5] ?? 0), 0) / rows.length
    saved.probe.coefficients.forEach((row, c) => {
      row.forEach((value, j) => expect(Math.abs((rows[c]?.[j] ?? 0) - value)).toBeLessThan(1e-6))
      expect(Math.abs((rows[c]?.[5] ?? 0) - shift - (saved.probe.intercepts[c] ?? 0))).toBeLessThan(1e-6)
    })
    expect(probeClasses(probe, points(saved.fresh))).toEqual(saved.probe.predicted)
  })
})
