/** Two 32-bit hashes at once, so that two different arrays rarely share both. */
interface Hashes {
  readonly a: number
  readonly b: number
}

const mix = ({ a, b }: Hashes, word: number): Hashes => ({
  a: Math.imul(a ^ word, 0x85ebca6b) ^ (a >>> 15),
  b: Math.imul(b ^ word, 0xc2b2ae35) ^ (b >>> 13),
})

const hex = (word: number): string => (word >>> 0).toString(16).padStart(8, '0')

/**
 * A checksum of bytes, 16 hexadecimal digits: that of an array tells whether it has changed, though not whether somebody meant it to stay unseen.
 * A plain loop over words: arrays may have a billion bytes.
 */
export const checksum = (arrays: ReadonlyArray<ArrayBufferView>): string => {
  let [a, b] = [0x9747b28c, 0x3c6ef372]
  for (const { buffer, byteOffset, byteLength } of arrays) {
    const bytes = new Uint8Array(buffer, byteOffset, byteLength)
    const words = byteOffset % 4 === 0 ? new Uint32Array(buffer, byteOffset, byteLength >>> 2) : new Uint32Array(0)
    for (let i = 0; i < words.length; i++) {
      const word = words[i] ?? 0
      a = Math.imul(a ^ word, 0x85ebca6b) ^ (a >>> 15)
      b = Math.imul(b ^ word, 0xc2b2ae35) ^ (b >>> 13)
    }
    for (let i = words.length * 4; i < bytes.length; i++) ({ a, b } = mix({ a, b }, bytes[i] ?? 0))
    ;({ a, b } = mix({ a, b }, byteLength))
  }
  return hex(a) + hex(b)
}
