import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { distinctRows } from '../../src/statistics/index.ts'

describe('distinctRows', () => {
  it('are the first of each kind, in their order', () => {
    const rows = fc.array(fc.tuple(fc.nat(2), fc.nat(2)), { maxLength: 30 })
    fc.assert(
      fc.property(rows, (pairs) => {
        const values = Float64Array.from(pairs.flat())
        const expected = pairs.flatMap(([a, b], i) =>
          pairs.findIndex(([x, y]) => x === a && y === b) === i ? [i] : [],
        )
        expect([...distinctRows({ length: pairs.length, width: 2, values })]).toEqual(expected)
      }),
    )
  })
})
