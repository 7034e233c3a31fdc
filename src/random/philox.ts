/**
 * Philox 4x32-10, a counter-based generator: ten rounds turn a counter of four 32-bit words into four random
 * words under a key of two. No state: the value at any position costs the same (Salmon, Moraes, Dror and Shaw,
 * Parallel Random Numbers: As Easy as 1, 2, 3, SC 2011, section 4.3).
 */
const multiplier0 = 0xd2511f53
const multiplier1 = 0xcd9e8d57
const weyl0 = 0x9e3779b9
const weyl1 = 0xbb67ae85

/** The high word of a 32-bit product, by 16-bit halves. */
const high = (a: number, b: number): number => {
  const aLow = a & 0xffff
  const aHigh = a >>> 16
  const bLow = b & 0xffff
  const bHigh = b >>> 16
  const middle = aHigh * bLow + ((aLow * bLow) >>> 16)
  const cross = aLow * bHigh + (middle & 0xffff)
  return (aHigh * bHigh + Math.floor(middle / 0x10000) + Math.floor(cross / 0x10000)) >>> 0
}

/** Two words that choose one of 2⁶⁴ sequences. */
export type Key = readonly [number, number]

/** Writes the four words at a counter into `out`. */
export const philox = (out: Uint32Array, [key0, key1]: Key, c0: number, c1: number, c2: number, c3: number): void => {
  let roundKey0 = key0
  let roundKey1 = key1
  for (let round = 0; round < 10; round++) {
    const high0 = high(multiplier0, c0)
    const high1 = high(multiplier1, c2)
    const low0 = Math.imul(multiplier0, c0) >>> 0
    const low1 = Math.imul(multiplier1, c2) >>> 0
    c0 = (high1 ^ c1 ^ roundKey0) >>> 0
    c1 = low1
    c2 = (high0 ^ c3 ^ roundKey1) >>> 0
    c3 = low0
    roundKey0 = (roundKey0 + weyl0) >>> 0
    roundKey1 = (roundKey1 + weyl1) >>> 0
  }
  out[0] = c0
  out[1] = c1
  out[2] = c2
  out[3] = c3
}
