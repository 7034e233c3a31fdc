import { describe, expect, it } from 'vitest'
import type { Schema } from '../../../src/data/index.ts'
import { residualSpread } from '../../../src/tasks/index.ts'

const schema: Schema = [
  { kind: 'number', name: 'a' },
  { kind: 'category', name: 'b', values: ['x', 'y'] },
  { kind: 'count', name: 'c' },
]

describe('the spread of residuals', () => {
  it('is the root mean square of the known cells, 0 for categories and where nothing is known', () => {
    const values = Float32Array.of(1, 0, 5, 4, 1, 6)
    const mask = Float32Array.of(1, 1, 0, 1, 1, 0)
    const expected = { data: Float32Array.of(4, 1, 5, 0, 0, 0) }
    expect([...residualSpread({ sizes: [3], values, mask, schema }, expected)]).toEqual([Math.sqrt(12.5), 0, 0])
    expect(residualSpread({ sizes: [3], values, schema }, expected)[2]).toBe(Math.sqrt(18))
  })
})
