import type { Key } from './philox.ts'
import { philox } from './philox.ts'

/**
 * A stream of random numbers as a value: the key of its sequence. Streams split by name and are independent of
 * each other; a draw depends on its position alone, never on what was drawn before it.
 */
export interface Stream {
  readonly key: Key
}

const words = new Uint32Array(4)

const mix = (key: Key, ...[a, b, c, d]: readonly [number, number, number, number]): Stream => {
  philox(words, key, a, b, c, d)
  return { key: [words[0] ?? 0, words[1] ?? 0] }
}

const low = (n: number): number => n >>> 0
const high = (n: number): number => Math.floor(n / 0x100000000) >>> 0

/** The stream of a seed: any whole number that is exact (−2⁵³ … 2⁵³). Neighbouring seeds are independent. */
export const stream = (seed: number): Stream => {
  if (!Number.isSafeInteger(seed)) throw new RangeError(`a seed is a whole number, not ${seed}`)
  return mix([0x15744005, 0x00000001], low(seed), high(seed), 0, 0)
}

/** The stream of a name or a number below another stream. */
export const child = (parent: Stream, name: string | number): Stream => {
  if (typeof name === 'number') return mix(parent.key, low(name), high(name), 1, 0)
  let current = mix(parent.key, name.length, 0, 2, 0)
  for (let i = 0; i < name.length; i += 2) {
    const [first, second] = [name.charCodeAt(i), i + 1 < name.length ? name.charCodeAt(i + 1) : 0]
    current = mix(current.key, first, second, 3, i)
  }
  return current
}

/** The stream below several names in turn. */
export const path = (root: Stream, ...names: ReadonlyArray<string | number>): Stream => names.reduce(child, root)
