import * as registry from './registry.ts'
import type { Updates } from './update.ts'

export type { Optimiser, Update, UpdateInput, UpdateOutput, UpdateDefinition, Updates, UpdateSpec } from './update.ts'
export { chain, row as updateRow, updateCodec } from './update.ts'

/** The updates of the library by name. */
export const updates: Updates = Object.fromEntries(
  Object.values(registry).map(({ definition }) => [definition.name, definition]),
)
