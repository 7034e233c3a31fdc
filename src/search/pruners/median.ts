import { integer, struct } from '../../codec/index.ts'
import type { Trial } from '../trials/trial.ts'
import { objectiveAt } from '../trials/trial.ts'
import { definePruner } from './pruner.ts'

const medianOf = (values: ReadonlyArray<number>): number => {
  const sorted = values.toSorted((a, b) => a - b)
  const middle = (sorted.length - 1) / 2
  return ((sorted[Math.floor(middle)] ?? Number.NaN) + (sorted[Math.ceil(middle)] ?? Number.NaN)) / 2
}

/** Whether a paused trial is worse than the median of the others at its rung. */
const isHopeless = (trial: Trial, trials: ReadonlyArray<Trial>, startup: number): boolean => {
  const rung = trial.results.length - 1
  const own = objectiveAt(trial, rung)
  const others = trials.flatMap((other) => {
    const objective = other.trial === trial.trial ? undefined : objectiveAt(other, rung)
    return objective === undefined ? [] : [objective]
  })
  return own !== undefined && others.length >= startup && own > medianOf(others)
}

/**
 * The median rule (Golovin et al. 2017, section 3.2.2): `checks` times in its training a trial is stopped if it is worse
 * than the median of the others at the same time, once there are `startup` others.
 */
export const median = definePruner({
  name: 'median',
  summary: 'Median rule: a trial stops where it is worse than the median of the others after as much training.',
  codec: struct({}, { checks: integer({ minimum: 2, maximum: 1000 }), startup: integer({ minimum: 1 }) }),
  example: { checks: 8, startup: 5 },
  build: ({ checks = 8, startup = 5 }) => ({
    shares: (epochs) => {
      const rungs = Math.max(1, Math.min(checks, epochs))
      return Array.from({ length: rungs }, (_, k) => (k + 1) / rungs)
    },
    next: ({ trials }) => {
      const paused = trials.find(({ status }) => status === 'paused')
      if (paused === undefined) return { kind: 'start' }
      return { kind: isHopeless(paused, trials, startup) ? 'prune' : 'continue', trial: paused.trial }
    },
  }),
})
