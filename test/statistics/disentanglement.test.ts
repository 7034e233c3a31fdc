import { describe, expect, it } from 'vitest'
import { draw, stream } from '../../src/random/index.ts'
import type { Factor, Points } from '../../src/statistics/index.ts'
import {
  attributePredictability,
  dciOf,
  importances,
  informativeness,
  mutualInformationGap,
  varyingFactors,
} from '../../src/statistics/index.ts'

/** Every combination of a number of 0 to 3 and a category of three, four times. */
const grid = Array.from({ length: 48 }, (_, i) => ({ number: i % 4, category: Math.floor(i / 4) % 3 }))
const factors: ReadonlyArray<Factor> = [
  { name: 'number', kind: 'numbers', values: Float64Array.from(grid, ({ number }) => number) },
  { name: 'category', kind: 'categories', values: grid.map(({ category }) => `c${category}`) },
]

const codesOf = (
  row: (at: { readonly number: number; readonly category: number }) => ReadonlyArray<number>,
): Points => {
  const rows = grid.map(row)
  return { length: rows.length, width: rows[0]?.length ?? 0, values: Float64Array.from(rows.flat()) }
}

const apart = codesOf(({ number, category }) => [number, category])
const mixed = codesOf(({ number, category }) => [number + category, number - category])

describe('disentanglement', () => {
  it('is complete where each factor is one entry', () => {
    for (const gap of mutualInformationGap(apart, factors)) expect(gap).toBeCloseTo(1, 12)
    const [number = 0, category = 0] = attributePredictability(apart, factors)
    expect(number).toBeCloseTo(1, 12)
    expect(category).toBeCloseTo(1, 12)
    const { disentanglement, completeness } = dciOf(importances(apart, factors))
    expect(disentanglement).toBeCloseTo(1, 6)
    expect(completeness).toBeCloseTo(1, 6)
    // The penalty of 0.02 shrinks the line: 1 − 0.02² of the variance of the number is left.
    expect(informativeness(apart, factors)[0]).toBeGreaterThan(0.99)
  })

  it('is none where both entries hold both factors alike', () => {
    const [number = 1] = mutualInformationGap(mixed, factors)
    expect(number).toBeLessThan(0.05)
    const [predicted = 1] = attributePredictability(mixed, factors)
    expect(predicted).toBeCloseTo(0, 9)
    expect(dciOf(importances(mixed, factors)).disentanglement).toBeLessThan(0.2)
  })

  it('does not change with the order or the scale of the entries', () => {
    const turned = codesOf(({ number, category }) => [-3 * category + 1, 0.5 * number])
    expect(mutualInformationGap(turned, factors)[0]).toBeCloseTo(1, 12)
    expect(dciOf(importances(turned, factors)).completeness).toBeCloseTo(1, 6)
  })

  it('of a code of nothing but noise is small', () => {
    // 48 rows in 20 bins share 0.2 to 0.4 nats with any factor by chance alone: only the gap between entries is small.
    const noise: Points = { length: 48, width: 2, values: draw(stream(3), 96, { kind: 'normal' }) }
    for (const gap of mutualInformationGap(noise, factors)) expect(gap).toBeLessThan(0.5)
  })

  it('leaves out factors of one value', () => {
    const constant: Factor = { name: 'colour', kind: 'numbers', values: new Float64Array(48).fill(1) }
    expect(varyingFactors([...factors, constant]).map(({ name }) => name)).toEqual(['number', 'category'])
  })
})
