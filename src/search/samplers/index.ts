import { definitionsIn } from '../../registry/index.ts'
import * as registry from './registry.ts'
import type { Samplers } from './sampler.ts'

export type { BuiltSampler, Sampler, SamplerDefinition, SamplerInput, Samplers, SamplerSpec } from './sampler.ts'
export { buildSampler, defineSampler, randomValues } from './sampler.ts'

/** The samplers of the library by name. */
export const samplers: Samplers = definitionsIn(registry)
