import { definitionsIn } from '../../registry/index.ts'
import type { Distributions } from './distribution.ts'
import * as registry from './registry.ts'

export type { BuiltDistribution, Cell, Distribution, Distributions, DistributionSpec } from './distribution.ts'
export { asNumber, asValue, buildDistribution, defineDistribution, distributionCodec } from './distribution.ts'
export type { IntegerOptions } from './integer.ts'

/** The distributions of the library by name. */
export const distributions: Distributions = definitionsIn(registry)
