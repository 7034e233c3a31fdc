import { describe, expect, it } from 'vitest'
import { draw, path, stream } from '../../src/random/index.ts'
import type { Points } from '../../src/statistics/index.ts'
import {
  couplingAt,
  couplingSize,
  fitCouplingFlow,
  fitGaussianMixture,
  flowLogDensity,
  meanLogDensity,
} from '../../src/statistics/index.ts'
import { addFlowGradient } from '../../src/statistics/fitCouplingFlow.ts'

describe('the gradient of a flow', () => {
  it.each([1, 2, 5])('is that of finite differences, in %i dimensions', (width) => {
    const couplings = [0, 1, 2].map((layer) => couplingAt(width, 3, layer))
    const weights = couplings.map((one, layer) => draw(path(stream(1), layer), couplingSize(one), { kind: 'normal' }))
    const point = draw(stream(2), width, { kind: 'normal' })
    const gradients = weights.map((one) => new Float64Array(one.length))
    addFlowGradient(couplings, weights, point, gradients)
    const lossAt = (layer: number, at: number, by: number): number => {
      const moved = weights.map((one, l) => one.map((value, i) => (l === layer && i === at ? value + by : value)))
      return addFlowGradient(
        couplings,
        moved,
        point,
        weights.map((one) => new Float64Array(one.length)),
      )
    }
    gradients.forEach((gradient, layer) =>
      gradient.forEach((found, at) => {
        const slope = (lossAt(layer, at, 1e-5) - lossAt(layer, at, -1e-5)) / 2e-5
        expect(Math.abs(found - slope)).toBeLessThan(1e-5 * Math.max(1, Math.abs(slope)))
      }),
    )
  })
})

/** Points about a parabola. */
const bent: Points = (() => {
  const z = draw(stream(3), 3000, { kind: 'normal' })
  return {
    length: 1500,
    width: 2,
    values: z.map((value, at) => (at % 2 === 0 ? value : 0.1 * value + (z[at - 1] ?? 0) ** 2)),
  }
})()

describe('a fitted flow', () => {
  it('follows bent points better than a Gaussian, and is the same for the same seed', () => {
    const options = { layers: 4, hidden: 16, steps: 300 }
    const flow = fitCouplingFlow(bent, stream(4), options)
    const logs = flowLogDensity(flow, bent)
    const { mixture } = fitGaussianMixture(bent, 1, stream(5))
    expect(logs.reduce((sum, log) => sum + log, 0) / 1500).toBeGreaterThan(meanLogDensity(mixture, bent) + 0.5)
    expect(fitCouplingFlow(bent, stream(4), { ...options, steps: 20 })).toEqual(
      fitCouplingFlow(bent, stream(4), { ...options, steps: 20 }),
    )
  })

  it('exists for one point, and for entries that do not vary', () => {
    const still: Points = { length: 3, width: 2, values: Float64Array.of(1, 1, 1, 2, 1, 3) }
    for (const points of [still, { ...still, length: 1, values: Float64Array.of(1, 1) }]) {
      const flow = fitCouplingFlow(points, stream(0), { steps: 5 })
      flowLogDensity(flow, points).forEach((log) => expect(Number.isFinite(log)).toBe(true))
    }
  })
})
