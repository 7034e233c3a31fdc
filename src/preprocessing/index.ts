import { definitionsIn } from '../registry/index.ts'
import * as registry from './registry.ts'
import type { Steps } from './step.ts'

export type { Block, Layout, TrainingRows, Transform, WrongEntry } from './block.ts'
export type { ColumnMap, ColumnStep } from './columnStep.ts'
export { defineColumnStep, eachColumn, oneToOne } from './columnStep.ts'
export { columnsOf, eachKnown } from './columnValues.ts'
export { applyToCondition, fitCondition } from './condition.ts'
export type { DefaultSteps } from './defaults.ts'
export { defaultPreprocessing } from './defaults.ts'
export { applyAll, fit, invertAll, layoutAfter, lossesOf } from './fitted.ts'
export type { Scales, Scaling } from './scaling.ts'
export { byColumn, defineScaling } from './scaling.ts'
export type { Selection } from './select.ts'
export { selected, selectionFields } from './select.ts'
export type { TokenSettings, TokeniserStep } from './tokeniser.ts'
export { defineTokeniser, tokenFields, tokenLength } from './tokeniser.ts'
export type { BuiltStep, DefinedStep, Fitted, Kind, Step, StepDefinition, Steps, StepSpec } from './step.ts'
export { buildStep, definitionFor, defineStep, fittedCodec, stepCodec, transformOf } from './step.ts'

/** The preprocessing steps of the library by name. */
export const steps: Steps = definitionsIn(registry)
