import { integer, struct } from '../../codec/index.ts'
import type { Trial } from '../trials/trial.ts'
import { objectiveAt } from '../trials/trial.ts'
import type { Decision } from './pruner.ts'
import { definePruner, geometricShares } from './pruner.ts'

/** The trials that reached a rung, the best first. */
export const atRung = (trials: ReadonlyArray<Trial>, rung: number): ReadonlyArray<Trial> =>
  trials
    .flatMap((trial) => {
      const objective = trial.status === 'failed' ? undefined : objectiveAt(trial, rung)
      return objective === undefined ? [] : [{ trial, objective }]
    })
    .toSorted((a, b) => a.objective - b.objective || a.trial.trial - b.trial.trial)
    .map(({ trial }) => trial)

/** The settings of both kinds of successive halving. */
export const halvingSettings = struct(
  {},
  { reduction: integer({ minimum: 2, maximum: 16 }), rungs: integer({ minimum: 2, maximum: 8 }) },
)

/** Where no trial is started any more and none came to its end, the best goes on: a search ends with a winner. */
const toTheEnd = (trials: ReadonlyArray<Trial>, rungs: number): Decision | undefined => {
  if (trials.some(({ status }) => status === 'complete')) return undefined
  if (trials.some(({ status }) => status === 'running')) return { kind: 'wait' }
  for (let rung = rungs - 2; rung >= 0; rung--) {
    const best = atRung(trials, rung).find(({ status }) => status === 'paused')
    if (best !== undefined) return { kind: 'continue', trial: best.trial }
  }
  return undefined
}

/**
 * Asynchronous successive halving (Li et al. 2020, algorithm 2): of the trials at a rung, the best 1/η go on to the next as
 * soon as they are known to be so; if none does, a new trial is started. Nobody waits. The budget spent, the best trial goes on
 * to the end if none came there. With `reduction` η = 3 and four
 * `rungs`, a trial is first trained for 1/27 of its epochs. By one worker the same seed gives the same decisions; with several
 * they depend on which trial is done first.
 */
export const asha = definePruner({
  name: 'asha',
  summary: 'Asynchronous successive halving: of the trials at a rung the best 1/η train on, η times as long.',
  codec: halvingSettings,
  example: { reduction: 3, rungs: 4 },
  build: ({ reduction = 3, rungs: most = 4 }) => ({
    shares: (epochs) => geometricShares(epochs, reduction, most),
    next: ({ trials, rungs, closed }) => {
      for (let rung = rungs - 2; rung >= 0; rung--) {
        const there = atRung(trials, rung)
        const promoted = there
          .slice(0, Math.floor(there.length / reduction))
          .find(({ status, results }) => status === 'paused' && results.length === rung + 1)
        if (promoted !== undefined) return { kind: 'continue', trial: promoted.trial }
      }
      return (closed ? toTheEnd(trials, rungs) : undefined) ?? { kind: 'start' }
    },
  }),
})
