import { definitionsIn } from '../registry/index.ts'
import * as registry from './registry.ts'
import type { Updates } from './update.ts'

export type { Update } from './define.ts'
export { builtUpdate, defineUpdate } from './define.ts'
export type {
  BuiltUpdate,
  Optimiser,
  Transformation,
  UpdateDefinition,
  UpdateInput,
  UpdateOutput,
  Updates,
  UpdateSpec,
} from './update.ts'
export { chain, updateCodec } from './update.ts'

/** The updates of the library by name. */
export const updates: Updates = definitionsIn(registry)
