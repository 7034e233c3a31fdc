import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { shortNumber } from '../../../src/data/index.ts'

describe('numbers of float32 as people wrote them', () => {
  it.each([82.04, 0.1, -3.318, 1e-7, 16_777_217.5, 123_456.7])('%d', (written) => {
    const short = shortNumber(Math.fround(written))
    expect(Math.fround(short)).toBe(Math.fround(written))
    expect(String(short).length).toBeLessThanOrEqual(String(written).length)
  })

  it('stay the same number of float32; others stay as they are', () => {
    fc.assert(
      fc.property(fc.float({ noNaN: true }), (value) => {
        expect(Math.fround(shortNumber(value))).toBe(Math.fround(value))
      }),
    )
    expect(shortNumber(0.1 + 0.2)).toBe(0.1 + 0.2)
    expect(shortNumber(Number.NaN)).toBeNaN()
  })
})
