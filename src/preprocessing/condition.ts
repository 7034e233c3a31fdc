import type { ConditionRows, Dataset } from '../data/index.ts'
import type { Fitted } from './fitted.ts'
import { applyAll, fit } from './fitted.ts'
import type { Steps, StepSpec } from './step.ts'

/** The columns of a condition as a data set of their own. */
const tableOf = ({ width, values }: ConditionRows, length: number): Dataset => ({ sizes: [width], length, values })

/** Fits steps on a condition of numbers; a condition of classes has none. */
export const fitCondition = (
  steps: Steps,
  specs: ReadonlyArray<StepSpec>,
  { condition, length }: Dataset,
): ReadonlyArray<Fitted> =>
  condition === undefined || condition.kind === 'classes' ? [] : fit(steps, specs, tableOf(condition, length))

/** Applies fitted steps to the condition of a data set. */
export const applyToCondition = (fitted: ReadonlyArray<Fitted>, data: Dataset): Dataset => {
  const { condition, length } = data
  if (condition === undefined || fitted.length === 0) return data
  return { ...data, condition: { ...condition, values: applyAll(fitted, tableOf(condition, length)).values } }
}
