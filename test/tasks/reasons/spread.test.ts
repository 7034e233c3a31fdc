import { describe, expect, it } from 'vitest'
import type { Schema } from '../../../src/data/index.ts'
import { residualSpread } from '../../../src/tasks/index.ts'

const schema: Schema = [
  { kind: 'number', name: 'a' },
  { kind: 'category', name: 'b', values: ['x', 'y'] },
  { kind: 'count', name: 'c' },
]

describe('the spread of residuals', () => {
  it('is the distance within which 68 % of known cells lie, 0 for categories and where nothing is known', () => {
    const values = Float32Array.from({ length: 303 }, (_, at) => (at % 3 === 0 ? at / 3 : 1))
    const mask = values.map((_, at) => Number(at % 3 !== 2))
    const expected = { data: new Float32Array(303) }
    const spread = residualSpread({ sizes: [3], values, mask, schema }, expected)
    expect(spread[0]).toBeCloseTo(68.27, 10)
    expect([...spread].slice(1)).toEqual([0, 0])
  })

  it('is the root mean square where most residuals are 0, and does not follow a few odd rows elsewhere', () => {
    expect(
      residualSpread({ sizes: [1], values: Float32Array.of(0, 0, 0, 0, 5) }, { data: new Float32Array(5) })[0],
    ).toBeCloseTo(Math.sqrt(5), 12)
    const odd = Float32Array.from({ length: 100 }, (_, i) => (i === 0 ? 1e6 : i % 2))
    expect(residualSpread({ sizes: [1], values: odd }, { data: new Float32Array(100) })[0]).toBe(1)
  })
})
