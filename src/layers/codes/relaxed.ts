import type { TypeOf } from '../../codec/index.ts'
import { boolean, describe, number } from '../../codec/index.ts'
import { scalar } from '../../tensor/derived.ts'
import * as Named from '../../tensor/named.ts'
import type { Sizes } from '../../tensor/shape.ts'
import type { Tensor } from '../../tensor/tensor.ts'
import type { Noise } from '../core/noise.ts'
import { trainingFlag } from '../core/noise.ts'

/** The settings of the relaxation of a discrete distribution. */
export const relaxationSettings = {
  temperature: describe(number({ exclusiveMinimum: 0 }), 'the temperature of the samples: the lower, the harder'),
  hard: describe(boolean, 'rounds samples and passes gradients straight through; false by default'),
}
export type RelaxationOptions = {
  readonly [K in keyof typeof relaxationSettings]?: TypeOf<(typeof relaxationSettings)[K]>
}

/** Uniform noise for samples of these sizes; samples are drawn in training alone. */
export const samplingNoise = (sizes: Sizes): Named.Named<Noise> => ({
  uniform: { shape: sizes, per: 'row', distribution: { kind: 'uniform' }, neutral: 0.5 },
  isTraining: trainingFlag,
})

/** 1/τ in training, 1 at evaluation: []. */
export const inverseTemperature = <T>(A: Tensor<T>, noise: Named.Named<T>, temperature: number): T =>
  A.where(Named.get(noise, 'isTraining'), scalar(A, 1 / temperature), scalar(A, 1))
