import { definitionsIn } from '../../registry/index.ts'
import type { Pruners } from './pruner.ts'
import * as registry from './registry.ts'

export type { BuiltPruner, Decision, Pruner, PrunerDefinition, PrunerInput, Pruners, PrunerSpec } from './pruner.ts'
export { buildPruner, definePruner } from './pruner.ts'

/** The pruners of the library by name. */
export const pruners: Pruners = definitionsIn(registry)
