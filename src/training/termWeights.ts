import type { Fault } from '../codec/index.ts'
import { ndarrays } from '../interpreters/ndarray/index.ts'
import type { Model } from '../model/index.ts'
import { coefficientAt } from '../model/index.ts'
import { scalar } from '../tensor/derived.ts'

const A = ndarrays('float64')

/** So many steps of a run are looked at, its first and its last among them. */
const looks = 1000
/** What rounding may take a schedule below 0. */
const tolerance = 1e-9

const stepsOf = (total: number): ReadonlyArray<number> => {
  const count = Math.min(looks, total)
  return Array.from({ length: count }, (_, i) => Math.round((i * (total - 1)) / Math.max(1, count - 1)))
}

/**
 * The terms whose weights are negative, or no numbers, at some step of a run of so many. Schedules of the library never
 * are; one of a user's own may be.
 */
export const termWeightFaults = (model: Model, total: number): ReadonlyArray<Fault> =>
  model.terms.flatMap((term, i) => {
    if (typeof term.coefficient === 'number') return []
    const at = (step: number): number =>
      A.read(coefficientAt(A, model, term, { step: scalar(A, step), total }))[0] ?? Number.NaN
    const step = stepsOf(total).find((one) => !(at(one) >= -tolerance))
    if (step === undefined) return []
    return [
      {
        fault: 'out of range',
        where: `loss[${i}].weight`,
        expected: 'a schedule that is never negative',
        found: `${at(step)} at step ${step}`,
        remedy: 'a loss that is rewarded has no least value: let the schedule end at 0',
      },
    ]
  })
