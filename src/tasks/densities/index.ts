import { definitionsIn } from '../../registry/index.ts'
import type { Densities } from './density.ts'
import * as registry from './registry.ts'

export type { FittedDensity } from './build.ts'
export { buildDensity, defaultDensity, densityCodec, densityFrom, fitBuilt } from './build.ts'
export type { DensityTrial } from './choose.ts'
export { chooseDensity } from './choose.ts'
export type {
  BuiltDensity,
  CodeDensity,
  CodeDensityDefinition,
  Densities,
  DensityDefinition,
  DensityParts,
  DensitySpec,
  TrainingCodes,
} from './density.ts'
export { defineCodeDensity, densityOf } from './density.ts'

/** The densities of codes of the library by name. */
export const densities: Densities = definitionsIn(registry)
