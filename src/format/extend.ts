import type { SourceDefinition } from '../data/index.ts'
import type { LayerDefinition } from '../layers/index.ts'
import type { TermDefinition } from '../losses/index.ts'
import type { UpdateDefinition } from '../optimisers/index.ts'
import type { StepDefinition } from '../preprocessing/index.ts'
import type { DefinitionOrUse } from '../registry/index.ts'
import { extended } from '../registry/index.ts'
import type { ScheduleDefinition } from '../schedules/index.ts'
import type { ScoreDefinition } from '../tasks/scores/index.ts'
import type { ThresholdDefinition } from '../tasks/thresholds/index.ts'
import type { Registry } from './spec.ts'
import type { DensityDefinition } from '../tasks/densities/index.ts'

/** Definitions to add to a registry, or the functions that carry them. */
export interface Additions {
  readonly layers?: ReadonlyArray<DefinitionOrUse<LayerDefinition>>
  readonly terms?: ReadonlyArray<DefinitionOrUse<TermDefinition>>
  readonly updates?: ReadonlyArray<DefinitionOrUse<UpdateDefinition>>
  readonly schedules?: ReadonlyArray<DefinitionOrUse<ScheduleDefinition>>
  readonly steps?: ReadonlyArray<DefinitionOrUse<StepDefinition>>
  readonly sources?: ReadonlyArray<DefinitionOrUse<SourceDefinition>>
  readonly scores?: ReadonlyArray<DefinitionOrUse<ScoreDefinition>>
  readonly thresholds?: ReadonlyArray<DefinitionOrUse<ThresholdDefinition>>
  readonly densities?: ReadonlyArray<DefinitionOrUse<DensityDefinition>>
}

/**
 * A registry with a user's own definitions added. Two of one kind with one name are a programmer's error.
 *
 *     extend(r, {}) = r      extend(extend(r, a), b) = extend(r, a and b)
 */
export const extend = (registry: Registry, additions: Additions): Registry => ({
  layers: extended(registry.layers, additions.layers),
  terms: extended(registry.terms, additions.terms),
  updates: extended(registry.updates, additions.updates),
  schedules: extended(registry.schedules, additions.schedules),
  steps: extended(registry.steps, additions.steps),
  sources: extended(registry.sources, additions.sources),
  scores: extended(registry.scores, additions.scores),
  thresholds: extended(registry.thresholds, additions.thresholds),
  densities: extended(registry.densities, additions.densities),
})
