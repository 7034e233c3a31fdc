import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { assign } from '../../src/statistics/index.ts'
import { expected } from './expected.ts'

type Costs = ReadonlyArray<ReadonlyArray<number>>

const total = (cost: Costs, columnOf: ReadonlyArray<number>): number =>
  columnOf.reduce((sum, column, row) => sum + (cost[row]?.[column] ?? Number.NaN), 0)

const assigned = (cost: Costs): ReadonlyArray<number> =>
  assign(cost.length, cost[0]?.length ?? 0, (row, column) => cost[row]?.[column] ?? 0)

/** The least total of all assignments, one after the other. */
const least = (cost: Costs, taken: ReadonlyArray<number> = []): number =>
  taken.length === cost.length
    ? total(cost, taken)
    : Math.min(
        ...(cost[0] ?? []).flatMap((_, column) => (taken.includes(column) ? [] : [least(cost, [...taken, column])])),
      )

describe('assign', () => {
  it('costs what SciPy’s linear_sum_assignment costs, with ties and more columns than rows too', () => {
    expected.assignments.forEach(({ cost, total: wanted }) => {
      const columnOf = assigned(cost)
      expect(new Set(columnOf).size).toBe(cost.length)
      expect(total(cost, columnOf)).toBeCloseTo(wanted, 12)
    })
  })

  it('costs the least of all assignments, and twice as much for twice the costs', () => {
    const costs = fc
      .record({ rows: fc.integer({ min: 1, max: 4 }), more: fc.integer({ min: 0, max: 2 }) })
      .chain(({ rows, more }) =>
        fc.array(fc.array(fc.integer({ min: -20, max: 20 }), { minLength: rows + more, maxLength: rows + more }), {
          minLength: rows,
          maxLength: rows,
        }),
      )
    fc.assert(
      fc.property(costs, (cost) => {
        expect(total(cost, assigned(cost))).toBe(least(cost))
        const twice = cost.map((row) => row.map((one) => 2 * one))
        expect(total(twice, assigned(twice))).toBe(2 * least(cost))
      }),
    )
  })

  it('refuses more rows than columns, and assigns no rows to none', () => {
    expect(() => assign(3, 2, () => 0)).toThrow('3 rows')
    expect(assign(0, 2, () => 0)).toEqual([])
  })
})
