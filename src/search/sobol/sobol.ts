import type { Stream } from '../../random/index.ts'
import { draw, path } from '../../random/index.ts'
import type { Direction } from './directionNumbers.ts'
import { directions } from './directionNumbers.ts'

const bits = 32

/** The most dimensions that there are direction numbers for. */
export const mostDimensions = directions.length + 1

/** The direction numbers v₁ … v₃₂ of a dimension, the first bit highest (Bratley and Fox 1988, equation 2). */
const numbersOf = (direction: Direction | undefined): Uint32Array => {
  const numbers = new Uint32Array(bits)
  const [polynomial, initial] = direction ?? [0, []]
  const degree = initial.length
  for (let k = 0; k < bits; k++) {
    if (direction === undefined) numbers[k] = 1 << (bits - 1 - k)
    else if (k < degree) numbers[k] = (initial[k] ?? 0) << (bits - 1 - k)
    else {
      const before = numbers[k - degree] ?? 0
      let next = before ^ (before >>> degree)
      for (let j = 1; j < degree; j++) if (((polynomial >>> (degree - j)) & 1) === 1) next ^= numbers[k - j] ?? 0
      numbers[k] = next
    }
  }
  return numbers
}

const tables = [undefined, ...directions].map(numbersOf)

/**
 * The 32 bits of a coordinate of point 0, 1, 2, … of the Sobol sequence in Gray code order (Antonov and Saleev 1979), for
 * dimension 0, 1, …
 */
export const sobolBits = (index: number, dimension: number): number => {
  const numbers = tables[dimension]
  if (numbers === undefined) throw new RangeError(`Sobol points have at most ${mostDimensions} dimensions`)
  let gray = index ^ (index >>> 1)
  let x = 0
  for (let k = 0; gray !== 0; k++, gray >>>= 1) if ((gray & 1) === 1) x ^= numbers[k] ?? 0
  return x >>> 0
}

/**
 * Owen’s nested uniform scrambling (Owen 1995): each bit is turned or kept by a random bit of its own for every beginning
 * before it. It keeps the equal distribution of the points, and makes each of them uniform.
 */
export const scrambled = (x: number, seed: Stream): number => {
  let y = 0
  for (let k = 0; k < bits; k++) {
    const before = k === 0 ? 0 : x >>> (bits - k)
    const [turned = 1] = draw(path(seed, k, before), 1, { kind: 'rademacher' })
    const bit = (x >>> (bits - 1 - k)) & 1
    y = (y << 1) | (turned > 0 ? bit : 1 - bit)
  }
  return y >>> 0
}

/** 32 bits as a number in (0, 1), in the middle of those that begin with them. */
export const unitOf = (x: number): number => (x + 0.5) / 2 ** bits
