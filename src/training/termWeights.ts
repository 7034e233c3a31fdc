import type { Fault } from '../codec/index.ts'
import { ndarrays } from '../interpreters/ndarray/index.ts'
import type { Model } from '../model/index.ts'
import { scalar } from '../tensor/derived.ts'

const A = ndarrays('float64')

/** The number of steps of a run that are checked, the first and the last among them. */
const maxSteps = 1000
/** Rounding may take a schedule this far below 0. */
const tolerance = 1e-9

const stepsOf = (total: number): ReadonlyArray<number> => {
  const count = Math.min(maxSteps, total)
  return Array.from({ length: count }, (_, i) => Math.round((i * (total - 1)) / Math.max(1, count - 1)))
}

/**
 * Faults of the terms whose weight is negative or NaN at some step of a run of `total` steps. That can happen with a
 * schedule of the user's own; the schedules of the library are never negative.
 */
export const termWeightFaults = (model: Model, total: number): ReadonlyArray<Fault> =>
  model.terms.flatMap((term, i) => {
    if (typeof term.coefficient === 'number') return []
    const at = (step: number): number =>
      A.read(term.coefficientAt(A, { step: scalar(A, step), total }))[0] ?? Number.NaN
    const step = stepsOf(total).find((candidate) => !(at(candidate) >= -tolerance))
    if (step === undefined) return []
    return [
      {
        fault: 'out of range',
        where: `loss[${i}].weight`,
        expected: 'a schedule that is never negative',
        found: `${at(step)} at step ${step}`,
        remedy: 'a loss with a negative weight has no minimum: let the schedule end at 0',
      },
    ]
  })
