import * as Either from 'fp-ts/lib/Either.js'
import { describe, expect, it } from 'vitest'
import { orThrow } from '../../../src/codec/index.ts'
import { draw, stream } from '../../../src/random/index.ts'
import { conceptOf, steered } from '../../../src/tasks/index.ts'

/** Codes of two kinds whose means differ by 6 deviations in the first entry, with a shared second one that spreads widely. */
const length = 200
const noise = draw(stream(7), 2 * length, { kind: 'normal' })
const isOdd = (row: number): boolean => row % 2 === 1
const codes = {
  length,
  width: 2,
  values: Float64Array.from(noise, (value, at) => (at % 2 === 0 ? value + (isOdd(at >> 1) ? 6 : 0) : 20 * value)),
}
const labels = Array.from({ length }, (_, row) => (isOdd(row) ? 'odd' : 'even'))

describe('conceptOf', () => {
  it('finds the direction that separates held-out rows', () => {
    const { rows, means, discriminant, probe } = orThrow(conceptOf(codes, labels, 'odd'))
    expect(rows).toBe(100)
    // The direction ignores the second entry, so that the kinds are 6 deviations apart: the AUC of 60 rows is 1 but for less
    // than 900 pairs · Φ(−6/√2) < 900 · 1.1e-5, and the draw is always the same.
    expect(discriminant.auc).toBeGreaterThan(0.99)
    expect(Math.abs(discriminant.direction[1] ?? 1)).toBeLessThan(0.05)
    expect(probe.auc).toBeGreaterThan(0.99)
    expect(Math.abs(probe.direction[1] ?? 1)).toBeLessThan(0.05)
    expect(means.direction[0]).toBeGreaterThan(5)
    expect(discriminant.auc).toBeGreaterThanOrEqual(means.auc)
  })

  it('of labels that say nothing is no better than chance would be', () => {
    const shuffled = labels.map((_, row) => ((row * 7) % 20 < 10 ? 'a' : 'b'))
    const { discriminant } = orThrow(conceptOf(codes, shuffled, 'a', { seed: 3 }))
    // 30 rows against 30: the deviation of the AUC is √(61 / (12 · 900)) = 0.075; five of them.
    expect(Math.abs(discriminant.auc - 0.5)).toBeLessThan(0.375)
  })

  it('moves codes by steps along a direction: a whole step takes one mean to the other', () => {
    const { means } = orThrow(conceptOf(codes, labels, 'odd'))
    const moved = steered({ length: 1, width: 2, values: Float64Array.of(1, 2) }, means.direction, 0.5)
    expect([...moved.values]).toEqual([1 + 0.5 * (means.direction[0] ?? 0), 2 + 0.5 * (means.direction[1] ?? 0)])
  })

  it('refuses a label with too few rows, and one that all rows have', () => {
    const fault = (found: ReturnType<typeof conceptOf>) => (Either.isLeft(found) ? found.left[0].found : undefined)
    expect(fault(conceptOf(codes, labels, 'none'))).toBe('0 with it and 200 without')
    expect(
      fault(
        conceptOf(
          codes,
          labels.map(() => 'all'),
          'all',
        ),
      ),
    ).toBe('200 with it and 0 without')
  })
})
