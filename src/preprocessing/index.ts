import type { Steps } from './preprocessing.ts'
import * as registry from './registry.ts'

export { applyToCondition, fitCondition } from './condition.ts'
export type { Fitted, StepDefinition, Steps, StepSpec } from './preprocessing.ts'
export { apply, applyAll, fit, fittedCodec, invert, invertAll, stepCodec } from './preprocessing.ts'

/** The preprocessing steps of the library by name. */
export const steps: Steps = Object.fromEntries(
  Object.values(registry).map(({ definition }) => [definition.name, definition]),
)
