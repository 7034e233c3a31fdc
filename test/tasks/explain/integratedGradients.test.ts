import { describe, expect, it } from 'vitest'
import { autoencoder, dense, input, mse, pipe, relu, sigmoid, tanh, topK } from '../../../src/index.ts'
import { integratedGradients } from '../../../src/tasks/explain/integratedGradients.ts'
import { encoderMap } from '../../../src/tasks/explain/networks.ts'
import { normalRows, untrained } from './models.ts'

const baseline = Float64Array.of(0.5, -0.25, 0, 1)

describe('integrated gradients', () => {
  it('of a linear encoder are weight times way, at once', () => {
    const { model, weights } = untrained(
      autoencoder({ encoder: pipe(input([4]), dense(2)), decoder: pipe(input([2]), dense(4)), loss: mse }),
    )
    const map = encoderMap(model, weights)
    const rows = normalRows(model, 3)
    const { values, gaps, steps } = integratedGradients(map, map.batch(rows), baseline, [1])
    expect(steps).toBe(8)
    const weight = weights.parameters['encoder.0.weight']?.data ?? []
    values.forEach((value, at) => {
      const way = (rows.values[at] ?? 0) - (baseline[at % 4] ?? 0)
      expect(value).toBeCloseTo((weight[(at % 4) * 2 + 1] ?? 0) * way, 12)
    })
    gaps.forEach((gap) => expect(gap).toBeCloseTo(0, 12))
  })

  it.each([
    ['smooth', tanh],
    ['with kinks', relu],
  ])('of a %s encoder add up to the difference, to within the tolerance', (_, activation) => {
    const { model, weights } = untrained(
      autoencoder({
        encoder: pipe(input([4]), dense(12), activation, dense(3), sigmoid),
        decoder: pipe(input([3]), dense(4)),
        loss: mse,
      }),
    )
    const map = encoderMap(model, weights)
    const found = integratedGradients(map, map.batch(normalRows(model, 5)), baseline, [0, 2], {
      tolerance: 1e-4,
      steps: 4096,
    })
    const most = found.differences.reduce((greatest, value) => Math.max(greatest, Math.abs(value)), 0)
    expect(most).toBeGreaterThan(0.01)
    for (let at = 0; at < found.differences.length; at++) {
      const sum = found.values.subarray(at * 4, at * 4 + 4).reduce((a, b) => a + b, 0)
      expect(sum - (found.differences[at] ?? 0)).toBeCloseTo(found.gaps[at] ?? 1, 12)
      expect(Math.abs(found.gaps[at] ?? 1)).toBeLessThanOrEqual(2e-3 * most)
    }
  })

  it('say what they miss where the code jumps on the path', () => {
    const { model, weights } = untrained(
      autoencoder({ encoder: pipe(input([4]), dense(6), topK(1)), decoder: pipe(input([6]), dense(4)), loss: mse }),
    )
    const map = encoderMap(model, weights)
    const outputs = [0, 1, 2, 3, 4, 5]
    const { gaps, steps } = integratedGradients(map, map.batch(normalRows(model, 8)), baseline, outputs, { steps: 16 })
    expect(steps).toBe(16)
    expect(gaps.some((gap) => Math.abs(gap) > 0.1)).toBe(true)
  })
})
