import * as Either from 'fp-ts/lib/Either.js'
import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { drawFaults } from '../../src/codec/index.ts'
import { decodeSafetensors, encodeSafetensors } from '../../src/data/safetensors.ts'

describe('safetensors', () => {
  const tensor = fc
    .record({ shape: fc.array(fc.nat(3), { maxLength: 3 }), wide: fc.boolean(), seed: fc.nat() })
    .map(({ shape, wide, seed }) => {
      const length = shape.reduce((a, b) => a * b, 1)
      const numbers = Array.from({ length }, (_, i) => Math.fround(Math.sin(seed + i) * 1e3))
      return { shape, data: wide ? Float64Array.from(numbers, (value) => value / 3) : Float32Array.from(numbers) }
    })

  it('come back as they were, scalars and empty ones too', () => {
    fc.assert(
      fc.property(
        fc.dictionary(
          fc.string({ minLength: 1 }).filter((name) => name !== '__metadata__' && name !== '__proto__'),
          tensor,
        ),
        (tensors) => {
          const bytes = encodeSafetensors(tensors, { by: 'test' })
          const decoded = decodeSafetensors(bytes, 'FILE')
          if (Either.isLeft(decoded)) return expect.fail(drawFaults(decoded.left))
          expect(decoded.right).toEqual({ ...tensors })
          expect(Number(new DataView(bytes.buffer).getBigUint64(0, true)) % 8).toBe(0)
        },
      ),
    )
  })

  const file = (header: string, numbers: number): Uint8Array => {
    const bytes = new Uint8Array(8 + header.length + numbers)
    new DataView(bytes.buffer).setBigUint64(0, BigInt(header.length), true)
    bytes.set(new TextEncoder().encode(header), 8)
    return bytes
  }
  const entry = (name: string, dtype: string, shape: string, from: number, to: number): string =>
    `"${name}":{"dtype":"${dtype}","shape":${shape},"data_offsets":[${from},${to}]}`
  const broken: Readonly<Record<string, readonly [bytes: Uint8Array, says: string]>> = {
    'a short file': [Uint8Array.of(1, 2), '2 bytes'],
    'a header longer than the file': [file('{}', 0).fill(255, 0, 4), 'a header of 4,294,967,295 bytes in a file of 10'],
    'a header that is not JSON': [file('{oops', 0), 'a header that is not JSON'],
    'an unknown dtype': [file(`{${entry('a', 'I64', '[1]', 0, 8)}}`, 8), '"a" is of dtype "I64", not F32 or F64'],
    'offsets that do not fit': [
      file(`{${entry('a', 'F32', '[2]', 0, 4)}}`, 4),
      'the offsets of "a" do not fit its shape',
    ],
    'a negative size': [file(`{${entry('a', 'F32', '[-1]', 0, 4)}}`, 4), 'the shape of "a" is not a list of sizes'],
    'a hole': [file(`{${entry('a', 'F32', '[1]', 4, 8)}}`, 8), 'a hole or an overlap before "a"'],
    'an overlap': [
      file(`{${entry('a', 'F32', '[1]', 0, 4)},${entry('b', 'F32', '[1]', 0, 4)}}`, 4),
      'a hole or an overlap before "b"',
    ],
    'trailing bytes': [file(`{${entry('a', 'F32', '[1]', 0, 4)}}`, 6), '6 bytes of numbers instead of 4'],
    'missing bytes': [file(`{${entry('a', 'F32', '[1]', 0, 4)}}`, 2), '2 bytes of numbers instead of 4'],
  }
  for (const [what, [bytes, says]] of Object.entries(broken))
    it(`refuses ${what}`, () => {
      const decoded = decodeSafetensors(bytes, 'FILE')
      expect(Either.isLeft(decoded) ? decoded.left[0].found : 'accepted').toBe(says)
    })
})
