import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { checksum } from '../../src/data/checksum.ts'

const bytes = fc.uint8Array({ minLength: 1, maxLength: 70 })

describe('a checksum', () => {
  it('is the same for the same bytes, whatever array holds them', () =>
    fc.assert(
      fc.property(bytes, (array) => {
        const copy = new Uint8Array(array.length + 4)
        copy.set(array, 4)
        expect(checksum([copy.subarray(4)])).toBe(checksum([array]))
        expect(checksum([array])).toMatch(/^[0-9a-f]{16}$/)
      }),
    ))

  it('is another one where a bit is flipped', () =>
    fc.assert(
      fc.property(bytes, fc.nat(), fc.nat({ max: 7 }), (array, at, bit) => {
        const flipped = Uint8Array.from(array)
        flipped[at % array.length] = (flipped[at % array.length] ?? 0) ^ (1 << bit)
        expect(checksum([flipped])).not.toBe(checksum([array]))
      }),
    ))

  it('tells arrays apart that are cut elsewhere, or in another order', () => {
    const [a, b] = [Uint8Array.of(1, 2, 3), Uint8Array.of(4)]
    expect(checksum([a, b])).not.toBe(checksum([b, a]))
    expect(checksum([a, b])).not.toBe(checksum([Uint8Array.of(1, 2), Uint8Array.of(3, 4)]))
  })
})
