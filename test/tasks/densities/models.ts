import { orThrow } from '../../../src/codec/index.ts'
import { elaborate, library } from '../../../src/index.ts'
import type { LayerSpec } from '../../../src/layers/index.ts'
import type { TermSpec } from '../../../src/losses/index.ts'
import type { Model } from '../../../src/model/index.ts'
import { draw, path, stream } from '../../../src/random/index.ts'
import type { Points } from '../../../src/statistics/index.ts'
import type { TrainingCodes } from '../../../src/tasks/densities/index.ts'

/** A model of three columns with a code made by these layers, and a decoder that takes any code. */
export const modelOf = (
  code: ReadonlyArray<LayerSpec>,
  sizes: ReadonlyArray<number>,
  loss: ReadonlyArray<TermSpec> = [],
): Model =>
  orThrow(
    elaborate(library, {
      encoder: { input: [3], layers: code },
      decoder: { input: sizes, layers: [{ layer: 'flatten' }, { layer: 'dense', units: 3 }] },
      loss: [{ term: 'mse', reduction: 'sum' }, ...loss],
    }),
  )

export const models = {
  plain: modelOf([{ layer: 'dense', units: 2 }], [2]),
  variational: modelOf([{ layer: 'gaussian', units: 2 }], [2], [{ term: 'kl' }]),
  wasserstein: modelOf([{ layer: 'dense', units: 2 }], [2], [{ term: 'mmd' }]),
  bernoulli: modelOf([{ layer: 'bernoulli', units: 4 }], [4], [{ term: 'klBernoulli', rate: 0.2 }]),
  categorical: modelOf([{ layer: 'categorical', groups: 2, classes: 3 }], [6], [{ term: 'klCategorical' }]),
  spherical: modelOf([{ layer: 'powerSpherical', dimensions: 3 }], [3], [{ term: 'klUniform' }]),
  quantised: modelOf(
    [
      { layer: 'dense', units: 4 },
      { layer: 'reshape', sizes: [2, 2] },
      { layer: 'vectorQuantiser', codes: 5 },
    ],
    [2, 2],
    [{ term: 'commitment' }],
  ),
} as const

export const pointsFrom = (seed: number, length: number, width: number): Points => ({
  length,
  width,
  values: draw(path(stream(seed), 'points'), length * width, { kind: 'normal' }),
})

/** Codes of training rows; those of a Gaussian code with distributions that are narrow. */
export const trainingOf = (length: number, width: number, isGaussian = false): TrainingCodes => {
  const codes = pointsFrom(3, length, width)
  if (!isGaussian) return { codes }
  return { codes, posteriors: { means: codes, deviations: { ...codes, values: codes.values.map(() => 0.1) } } }
}
