import type { TypeOf } from '../../codec/index.ts'
import { boolean, describe, number } from '../../codec/index.ts'
import { scalar } from '../../tensor/derived.ts'
import * as Named from '../../tensor/named.ts'
import type { Named as NamedOf } from '../../tensor/named.ts'
import type { Sizes } from '../../tensor/shape.ts'
import type { Tensor } from '../../tensor/tensor.ts'
import type { Noise } from '../core/noise.ts'

/** The settings of a discrete code that learns by a relaxed one. */
export const relaxation = {
  temperature: describe(number({ exclusiveMinimum: 0 }), 'how soft the samples are'),
  hard: describe(boolean, 'whether samples are rounded and learning goes straight through; false by default'),
}
export type RelaxedOptions = { readonly [K in keyof typeof relaxation]?: TypeOf<(typeof relaxation)[K]> }

/** Uniform numbers for samples of these sizes, and whether there is sampling. */
export const samplingNoise = (sizes: Sizes): NamedOf<Noise> => ({
  uniform: { shape: sizes, per: 'row', distribution: { kind: 'uniform' }, neutral: 0.5 },
  live: { shape: [], per: 'step', distribution: { kind: 'bernoulli', probability: 1 }, neutral: 0 },
})

/** 1/τ in training, at evaluation 1, of shape []. */
export const sharpness = <T>(A: Tensor<T>, noise: NamedOf<T>, temperature: number): T =>
  A.where(Named.get(noise, 'live'), scalar(A, 1 / temperature), scalar(A, 1))
