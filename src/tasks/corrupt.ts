import type { Dataset } from '../data/index.ts'
import { draw, path, stream } from '../random/index.ts'
import { product } from '../tensor/shape.ts'

/** Rows with normal noise of a standard deviation added to every known entry. */
export const corrupt = (data: Dataset, deviation: number, seed: number): Dataset => {
  const noise = draw(path(stream(seed), 'denoise'), data.length * product(data.sizes), { kind: 'normal' })
  return {
    ...data,
    values: data.values.map((value, i) => (data.mask?.[i] === 0 ? 0 : value + deviation * (noise[i] ?? 0))),
  }
}

/** The mean squared error between two arrays of one length. */
export const meanSquaredError = (a: ArrayLike<number>, b: ArrayLike<number>): number => {
  let sum = 0
  for (let i = 0; i < a.length; i++) sum += ((a[i] ?? 0) - (b[i] ?? 0)) ** 2
  return sum / a.length
}
