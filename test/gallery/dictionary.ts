import { existsSync, writeFileSync } from 'node:fs'
import { encodeNpy } from '../../src/data/npy.ts'
import { draw, path, stream } from '../../src/random/index.ts'

/** The file of the true features, beside that of the rows. */
export const featuresFile = 'dictionary-features.npy'

/** How many features there are, in how many dimensions, how many of them a row is made of in the mean, and how many rows. */
const truth = { features: 512, width: 128, active: 5, rows: 40_000, seed: 1 }

/** The true features: random directions of length 1, a row each. */
const directions = (): Float32Array => {
  const { features, width, seed } = truth
  const values = Float32Array.from(draw(path(stream(seed), 'features'), features * width, { kind: 'normal' }))
  for (let i = 0; i < features; i++) {
    const one = values.subarray(i * width, (i + 1) * width)
    const length = Math.hypot(...one)
    one.forEach((value, j) => (one[j] = value / length))
  }
  return values
}

/** A row: each feature with the chance of `active` in `features`, as strong as a number between 0.5 and 1.5. */
const row = (features: Float32Array, at: number): Float32Array => {
  const { features: count, width, active, seed } = truth
  const [chances, strengths] = ['chance', 'strength'].map((name) =>
    draw(path(stream(seed), name, at), count, { kind: 'uniform' }),
  )
  const sum = new Float32Array(width)
  for (let i = 0; i < count; i++) {
    if ((chances?.[i] ?? 1) > active / count) continue
    const strength = 0.5 + (strengths?.[i] ?? 0)
    for (let j = 0; j < width; j++) sum[j] = (sum[j] ?? 0) + strength * (features[i * width + j] ?? 0)
  }
  return sum
}

/**
 * Writes rows that are sums of a few of 512 true features in 128 dimensions, and the features themselves, so that the
 * features of a trained dictionary can be compared with them.
 */
export const writeDictionary = (folder: string): void => {
  const [data, known] = [`${folder}/dictionary.npy`, `${folder}/${featuresFile}`]
  if (existsSync(data) && existsSync(known)) return
  const { features, width, rows } = truth
  const vectors = directions()
  const values = new Float32Array(rows * width)
  for (let at = 0; at < rows; at++) values.set(row(vectors, at), at * width)
  writeFileSync(known, encodeNpy(vectors, [features, width]))
  writeFileSync(data, encodeNpy(values, [rows, width]))
}
