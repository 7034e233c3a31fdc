import { describe, expect, it } from 'vitest'
import { encodeNpy } from '../../src/data/npy.ts'

describe('npy', () => {
  it('has the header that NumPy reads, padded to 64 bytes, and little-endian numbers', () => {
    const bytes = encodeNpy(Float32Array.of(1, -2, 0.5), [3])
    const text = new TextDecoder('latin1').decode(bytes)
    expect(text.slice(1, 6)).toBe('NUMPY')
    expect(text).toContain("{'descr': '<f4', 'fortran_order': False, 'shape': (3,), }")
    const start = 10 + (bytes[8] ?? 0) + 256 * (bytes[9] ?? 0)
    expect(start % 64).toBe(0)
    expect(text[start - 1]).toBe('\n')
    const view = new DataView(bytes.buffer)
    expect([0, 4, 8].map((at) => view.getFloat32(start + at, true))).toEqual([1, -2, 0.5])
    expect(bytes.length).toBe(start + 12)
  })
  it('refuses numbers that are not of the shape', () =>
    expect(() => encodeNpy(Float32Array.of(1), [2])).toThrow('not of shape'))
})
