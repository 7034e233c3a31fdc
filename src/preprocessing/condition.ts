import type { ConditionRows, Dataset } from '../data/index.ts'
import type { Fitted, Steps, StepSpec } from './preprocessing.ts'
import { applyAll, fit } from './preprocessing.ts'

/** The columns of a condition as a data set of their own. */
const tableOf = ({ width, values }: ConditionRows, length: number): Dataset => ({ sizes: [width], length, values })

/** Fits steps on the columns of numbers that a data set gives as a condition; classes are left as they are. */
export const fitCondition = (
  steps: Steps,
  specs: ReadonlyArray<StepSpec>,
  { condition, length }: Dataset,
): ReadonlyArray<Fitted> =>
  condition === undefined || condition.kind === 'classes' ? [] : fit(steps, specs, tableOf(condition, length))

/** The condition of rows through fitted steps. */
export const applyToCondition = (fitted: ReadonlyArray<Fitted>, data: Dataset): Dataset => {
  const { condition, length } = data
  if (condition === undefined || fitted.length === 0) return data
  return { ...data, condition: { ...condition, values: applyAll(fitted, tableOf(condition, length)).values } }
}
