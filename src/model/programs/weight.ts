import type { Rate, RunPosition } from '../../schedules/index.ts'
import { buildRate } from '../../schedules/index.ts'
import { scalar } from '../../tensor/derived.ts'
import type { Named } from '../../tensor/named.ts'
import type { Tensor } from '../../tensor/tensor.ts'
import type { Model, ModelTerm } from '../model.ts'

export type { RunPosition }

/** The largest step that float32 can count to: past the end of every schedule. */
const maxSteps = 2 ** 24

/** The last step of a run: losses without noise use its coefficients, the same after every epoch. */
export const finalStep = <T>(A: Tensor<T>, total = maxSteps): RunPosition<T> => ({ step: scalar(A, total - 1), total })

/** The coefficient of a term at a step, of shape []. */
export const coefficientAt = <T>(
  A: Tensor<T>,
  { schedules }: Model,
  { coefficient }: ModelTerm,
  position: RunPosition<T>,
): T => buildRate(schedules, coefficient)(A, position)

const isScheduled = (coefficient: Rate): boolean => typeof coefficient !== 'number'

/** The coefficients that are schedules, by the names of their terms. */
export const scheduledWeights = <T>(A: Tensor<T>, model: Model, position: RunPosition<T>): Named<T> =>
  Object.fromEntries(
    model.terms
      .filter(({ coefficient }) => isScheduled(coefficient))
      .map((term) => [term.name, coefficientAt(A, model, term, position)]),
  )
