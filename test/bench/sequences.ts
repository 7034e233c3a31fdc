import {
  autoencoder,
  dense,
  flatten,
  gru,
  input,
  layerNorm,
  learnedPositions,
  mse,
  pipe,
  repeatVector,
  reshape,
} from '../../src/index.ts'
import { transformerBlock } from '../../src/layers/index.ts'
import type { Dataset } from '../../src/data/index.ts'
import { draw, path, stream } from '../../src/random/index.ts'

const seed = 1
/** How many sine waves make a row. */
const waves = 3

/**
 * Rows of so many steps, each of so many features in (−1, 1): three waves of random frequency and phase that every
 * feature mixes in its own way, the same every time.
 */
export const sequences = (steps: number, features: number) => async (): Promise<Dataset> => {
  const length = 8192
  const at = path(stream(seed), 'bench')
  const frequency = draw(path(at, 'frequency'), length * waves, { kind: 'uniform' })
  const phase = draw(path(at, 'phase'), length * waves, { kind: 'uniform' })
  const mixture = draw(path(at, 'mixture'), waves * features, { kind: 'normal' })
  const values = new Float32Array(length * steps * features)
  for (let row = 0; row < length; row++)
    for (let step = 0; step < steps; step++)
      for (let wave = 0; wave < waves; wave++) {
        const turns = ((1 + 3 * (frequency[row * waves + wave] ?? 0)) * step) / steps + (phase[row * waves + wave] ?? 0)
        const height = Math.sin(2 * Math.PI * turns)
        for (let j = 0; j < features; j++) {
          const place = (row * steps + step) * features + j
          values[place] = (values[place] ?? 0) + height * (mixture[wave * features + j] ?? 0)
        }
      }
  return { sizes: [steps, features], length, values: values.map(Math.tanh) }
}

/** A sequence through the last state of a recurrent layer, and back from one vector that every step reads. */
export const recurrent = autoencoder({
  encoder: pipe(input([32, 8]), gru(64), dense(16)),
  decoder: pipe(input([16]), repeatVector(32), gru(64, { returns: 'sequence' }), dense(8)),
  loss: mse,
})

const block = { width: 32, heads: 4, hidden: 128 } as const

/** Tokens that attend to each other, on both sides of a vector. */
export const transformer = autoencoder({
  encoder: pipe(
    input([16, 32]),
    dense(32),
    learnedPositions,
    transformerBlock(block),
    transformerBlock(block),
    layerNorm(),
    flatten,
    dense(32),
  ),
  decoder: pipe(
    input([32]),
    dense(512),
    reshape([16, 32]),
    learnedPositions,
    transformerBlock(block),
    transformerBlock(block),
    layerNorm(),
    dense(32),
  ),
  loss: mse,
})
