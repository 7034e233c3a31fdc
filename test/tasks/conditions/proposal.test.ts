import { describe, expect, it } from 'vitest'
import { drawProposal, proposeCondition } from '../../../src/tasks/index.ts'

describe('a condition that is proposed', () => {
  const length = 120
  const rows = Array.from({ length }, (_, i) => i)
  const city = { name: 'city', cells: rows.map((i) => ['Rome', 'Oslo', 'Lima'][i % 3] ?? '') }
  const even = { name: 'even', cells: rows.map((i) => String(Math.floor(i / 3) % 2)) }
  /** A code that says the city, and one number that has nothing to do with it. */
  const codes = { length, width: 2, values: Float64Array.from(rows.flatMap((i) => [i % 3, Math.sin(i * 7.3)])) }
  const scores = rows.map((i) => Math.cos(i * 3.1))

  it('is the category that the code says most of', () => {
    const proposal = proposeCondition(codes, scores, [even, city])
    expect(proposal).toMatchObject({ column: 'city', categories: 3 })
    expect(proposal?.ofCode).toBeGreaterThan(0.4)
    expect(proposal && drawProposal(proposal)).toContain('"city" (3 categories)')
  })

  it('is the category that the scores differ by', () => {
    const flat = { ...codes, values: codes.values.map((_, at) => Math.sin(at * 7.3)) }
    expect(
      proposeCondition(
        flat,
        rows.map((i) => (i % 3) + Math.sin(i)),
        [even, city],
      )?.column,
    ).toBe('city')
  })

  it('is none where nothing speaks for it, or categories are too many for the rows', () => {
    const flat = { ...codes, values: codes.values.map((_, at) => Math.sin(at * 7.3)) }
    expect(proposeCondition(flat, scores, [even, city])).toBeUndefined()
    expect(proposeCondition(codes, scores, [{ name: 'id', cells: rows.map(String) }])).toBeUndefined()
  })
})
