import * as Either from 'fp-ts/lib/Either.js'
import { pipe } from 'fp-ts/lib/function.js'
import type { Fallible } from '../codec/index.ts'
import type { ConditionRows, Dataset, Numbers, RawDataset } from '../data/index.ts'
import { applyAll, fitSteps } from './fitted.ts'
import type { Fitted, Steps, StepSpec } from './step.ts'
import { definitionFor } from './step.ts'

/** The columns of a condition as a data set of their own. */
const tableOf = ({ width, values }: ConditionRows, length: number): Dataset => ({ sizes: [width], length, values })

/** Whether a step serves a condition: it scales numbers, whatever their names. */
const serves = (steps: Steps, spec: StepSpec): boolean => {
  const { columns, kinds } = spec
  const isForNumbers = kinds === undefined || (Array.isArray(kinds) && kinds.includes('number'))
  return definitionFor(steps, spec).isScaling && columns === undefined && isForNumbers
}

const forAll = ({ kinds: _, ...spec }: StepSpec): StepSpec => ({ ...spec, step: spec.step })

/** Fits the scaling steps of a list on a condition of numbers; a condition of classes has none. */
export const fitCondition = (
  steps: Steps,
  specs: ReadonlyArray<StepSpec>,
  { condition, length }: RawDataset,
): Fallible<ReadonlyArray<Fitted>> =>
  condition === undefined || condition.kind === 'classes'
    ? Either.right([])
    : fitSteps(steps, specs.filter((spec) => serves(steps, spec)).map(forAll), tableOf(condition, length))

/** Applies fitted steps to the condition of a data set. */
export const applyToCondition = <Values extends Numbers>(
  steps: Steps,
  fitted: ReadonlyArray<Fitted>,
  data: Dataset<Values>,
): Fallible<Dataset<Values>> => {
  const { condition, length } = data
  if (condition === undefined || fitted.length === 0) return Either.right(data)
  return pipe(
    applyAll(steps, fitted, tableOf(condition, length), 'data.condition'),
    Either.map(({ values }) => ({ ...data, condition: { ...condition, values } })),
  )
}
