import { definitionsIn } from '../registry/index.ts'
import * as registry from './registry.ts'
import type { Steps } from './step.ts'

export { applyToCondition, fitCondition } from './condition.ts'
export type { Fitted } from './fitted.ts'
export { apply, applyAll, fit, fittedCodec, invert, invertAll } from './fitted.ts'
export type { BuiltStep, Step, StepDefinition, Steps, StepSpec } from './step.ts'
export { buildStep, defineStep, stepCodec } from './step.ts'

/** The preprocessing steps of the library by name. */
export const steps: Steps = definitionsIn(registry)
