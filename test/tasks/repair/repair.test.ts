import * as fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { drawFaults, orThrow } from '../../../src/codec/index.ts'
import type { RawDataset, Schema } from '../../../src/data/index.ts'
import type { RowScorer, LimitOptions, Repaired } from '../../../src/tasks/index.ts'
import { limitsOf, repairRows } from '../../../src/tasks/index.ts'
import * as Either from 'fp-ts/lib/Either.js'

const schema: Schema = [
  { kind: 'number', name: 'a', range: [-4, 4] },
  { kind: 'count', name: 'n', range: [0, 20] },
  { kind: 'number', name: 'sum', range: [-4, 30] },
  { kind: 'category', name: 'city', values: ['Rome', 'Oslo', 'Lima'] },
]
const width = schema.length

/** A row is normal if sum = a + n within 1, and the city is that of the rest of n by 3: Rome for 0, 3, 6, … */
const tolerance = 1
const scoreRows: RowScorer = async ({ values, length }) => {
  const at = (row: number, column: number): number => values[row * width + column] ?? 0
  const residual = (row: number): number => at(row, 2) - at(row, 0) - at(row, 1)
  const isOtherCity = (row: number): boolean => at(row, 1) % 3 !== at(row, 3)
  const parts = (row: number): ReadonlyArray<number> => {
    const error = residual(row) ** 2 / 3
    return [error, error, error, isOtherCity(row) ? 2 * tolerance ** 2 : 0]
  }
  const scores = Array.from({ length }, (_, row) => parts(row).reduce((a, b) => a + b, 0))
  const pValues = scores.map((score) => (score > tolerance ** 2 ? 0.001 : 0.5))
  const shares = [1 / 3, 1 / 3, -1 / 3]
  return {
    scores,
    pValues,
    surePValues: pValues,
    contributions: Array.from({ length }, (_, row) => parts(row)).flat(),
    expected: Array.from({ length }, (_, row) => [
      ...shares.map((share, column) => at(row, column) + share * residual(row)),
      at(row, 1) % 3,
    ]).flat(),
  }
}

const table = (...rows: ReadonlyArray<ReadonlyArray<number>>): RawDataset => ({
  sizes: [width],
  length: rows.length,
  values: Float32Array.from(rows.flat()),
  columns: schema.map(({ name }) => name),
  schema,
})

const repair = (rows: RawDataset, options: LimitOptions = {}): Promise<Repaired> =>
  repairRows(rows, scoreRows, orThrow(limitsOf(rows, undefined, options)), 0.01)

/** Rows of any values within the ranges, in steps of 1/64. */
const anyRow = fc
  .tuple(fc.integer({ min: -256, max: 256 }), fc.nat(20), fc.integer({ min: -256, max: 1920 }), fc.nat(2))
  .map(([a, n, sum, city]) => [a / 64, n, sum / 64, city] as const)
const fixedColumns = fc.subarray(['a', 'n', 'sum', 'city'], { maxLength: 2 })

describe('repair', () => {
  it('makes rows normal, changes nothing that is fixed, and keeps bounds, whole numbers and categories', async () => {
    await fc.assert(
      fc.asyncProperty(fc.array(anyRow, { minLength: 1, maxLength: 3 }), fixedColumns, async (rows, fixed) => {
        const before = table(...rows)
        const { rows: after, repairs } = await repair(before, { fixed })
        const { pValues } = await scoreRows(after)
        const { pValues: given } = await scoreRows(before)
        const failed = new Set(repairs.filter((one) => one.failed !== undefined).map(({ row }) => row))
        expect(repairs.map(({ row }) => row)).toEqual([...rows.keys()].filter((row) => (given[row] ?? 0) <= 0.01))
        for (const row of rows.keys()) {
          expect((pValues[row] ?? 0) > 0.01).toBe(!failed.has(row))
          for (const [column, { name, ...kind }] of schema.entries()) {
            const [from, to] = [before.values[row * width + column] ?? 0, after.values[row * width + column] ?? 0]
            if (fixed.includes(name) || failed.has(row) || (given[row] ?? 0) > 0.01) expect(to).toBe(from)
            if (kind.kind !== 'number') expect(Number.isInteger(to)).toBe(true)
            const [least, greatest] = 'range' in kind ? (kind.range ?? [0, 0]) : [0, 2]
            expect(to >= least && to <= greatest).toBe(true)
          }
        }
      }),
      { numRuns: 50 },
    )
  })

  it('changes no column that need not be, and a number no further than it must', async () => {
    await fc.assert(
      fc.asyncProperty(anyRow, async (row) => {
        const before = table(row)
        const { rows: after, repairs } = await repair(before)
        const changes = repairs[0]?.changes ?? []
        const columns = changes.map(({ column }) => before.columns?.indexOf(column) ?? 0)
        const isNormal = async (column: number, value: number): Promise<boolean> => {
          const values = after.values.slice()
          values[column] = value
          return ((await scoreRows({ ...after, values })).pValues[0] ?? 0) > 0.01
        }
        for (const column of columns) {
          const [from, to] = [before.values[column] ?? 0, after.values[column] ?? 0]
          expect(await isNormal(column, from)).toBe(false)
          const less = schema[column]?.kind === 'number' ? to + (from - to) / 1024 : to + Math.sign(from - to)
          if (schema[column]?.kind !== 'category' && less !== from) expect(await isNormal(column, less)).toBe(false)
        }
      }),
      { numRuns: 50 },
    )
  })

  it('says what it changed, and why it could not', async () => {
    const rows = table([1, 3, 4, 0], [1, 3, 9, 0], [1, 3, 4, 2])
    const { repairs } = await repair(rows)
    expect(repairs).toHaveLength(2)
    expect(repairs[0]).toMatchObject({ row: 1, before: { pValue: 0.001 }, after: { pValue: 0.5 } })
    expect(repairs[0]?.changes.map(({ column }) => column)).toEqual(['sum'])
    expect(repairs[1]?.changes).toEqual([{ column: 'city', from: 'Lima', to: 'Rome' }])
    const stuck = await repair(rows, { fixed: ['a', 'n', 'sum'] })
    expect(stuck.repairs[0]).toMatchObject({ row: 1, changes: [], failed: expect.stringContaining('free columns') })
    expect(stuck.rows.values.slice(0, 8)).toEqual(rows.values.slice(0, 8))
    const frozen = await repair(rows, { fixed: ['a', 'n', 'sum', 'city'] })
    expect(frozen.repairs.map(({ failed }) => failed)).toEqual(['no column may be changed', 'no column may be changed'])
  })

  it('keeps to the bounds that are said, and leaves missing cells alone', async () => {
    const { rows, repairs } = await repair(table([1, 3, 9, 0]), { bounds: { sum: [6, 9] }, fixed: ['n', 'city'] })
    expect(repairs[0]?.failed).toBeUndefined()
    expect(rows.values[2]).toBeGreaterThanOrEqual(6)
    const missing = { ...table([1, 3, 9, 0]), mask: Float32Array.of(1, 1, 0, 1) }
    const filled = await repair(missing)
    expect(filled.rows.values[2]).toBe(9)
    expect(filled.repairs[0]?.changes.map(({ column }) => column)).not.toContain('sum')
  })

  it('refuses names that are no columns, and bounds without a value between', () => {
    const refused = (options: LimitOptions): string => {
      const limits = limitsOf(table([0, 0, 0, 0]), undefined, options)
      return Either.isLeft(limits) ? drawFaults(limits.left) : 'taken'
    }
    expect(refused({ fixed: ['summ'] })).toContain('did you mean "sum"?')
    expect(refused({ bounds: { ctiy: [0, 1] } })).toContain('did you mean "city"?')
    expect(refused({ bounds: { n: [0.2, 0.8] } })).toContain('0.2 … 0.8')
    expect(refused({ bounds: { city: [0, 1] } })).toContain('a column of numbers')
  })
})
