import type { Rate } from '../../schedules/index.ts'
import { rateAt } from '../../schedules/index.ts'
import { scalar } from '../../tensor/derived.ts'
import type { Named } from '../../tensor/named.ts'
import type { Tensor } from '../../tensor/tensor.ts'
import type { Model, ModelTerm } from '../model.ts'

/** When a loss is computed: at a step, of shape [], of a run of so many. */
export interface RunPosition<T> {
  readonly step: T
  readonly total: number
}

/** As many steps as float32 can count: what a schedule comes to where no run is meant. */
const longest = 2 ** 24

/** The last step of a run: losses without noise are those that the run ends with, the same after every epoch. */
export const finalStep = <T>(A: Tensor<T>, total = longest): RunPosition<T> => ({ step: scalar(A, total - 1), total })

/** How much a term counts at a moment, of shape []. */
export const weightAt = <T>(
  A: Tensor<T>,
  { schedules }: Model,
  { weight }: ModelTerm,
  { step, total }: RunPosition<T>,
): T => rateAt(A, schedules, total, weight, step)

const isScheduled = (weight: Rate): boolean => typeof weight !== 'number'

/** The weights that change from step to step, by the names of their terms. */
export const scheduledWeights = <T>(A: Tensor<T>, model: Model, moment: RunPosition<T>): Named<T> =>
  Object.fromEntries(
    model.terms
      .filter(({ weight }) => isScheduled(weight))
      .map((term) => [term.name, weightAt(A, model, term, moment)]),
  )
