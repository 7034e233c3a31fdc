import type { TypeOf } from '../../codec/index.ts'
import { array, choice, integer, number, record, string, struct } from '../../codec/index.ts'

const count = integer({ minimum: 0 })

const costCodec = struct({
  parameters: count,
  code: count,
  flops: number({ minimum: 0 }),
  stepFlops: number({ minimum: 0 }),
  bytes: number({ minimum: 0 }),
  steps: count,
  epochs: count,
})

const resultCodec = struct({
  /** The epochs of training so far. */
  epochs: count,
  steps: count,
  /** The objectives in the order of the search, all to be small. */
  objectives: array(number()),
  /** The time of training so far; it differs from run to run. */
  seconds: number({ minimum: 0 }),
})

/**
 * A trial: a spec of the space, and what became of it. `paused` is trained up to a rung and may go on; `pruned` will not;
 * `failed` met numbers that are not finite or an error; `skipped` was never trained: no valid spec, or too large.
 */
export const trialCodec = struct(
  {
    trial: count,
    status: choice('running', 'paused', 'complete', 'pruned', 'failed', 'skipped'),
    /** The values of the hyperparameters that exist, by name; of a choice the position of the option. */
    values: record(number()),
    /** One for each rung that was reached. */
    results: array(resultCodec),
  },
  {
    cost: costCodec,
    /** Why it failed or was skipped. */
    fault: string(),
  },
)

export type Trial = TypeOf<typeof trialCodec>

export type TrialResult = TypeOf<typeof resultCodec>

/** The last result of a trial. */
export const lastResult = ({ results }: Trial): TrialResult | undefined => results.at(-1)

/**
 * The first objective of a trial at a rung: 0 for the first. A trial that is complete, as it stopped early by itself, stays
 * as it is at all rungs.
 */
export const objectiveAt = ({ results, status }: Trial, rung: number): number | undefined =>
  (results[rung] ?? (status === 'complete' ? results.at(-1) : undefined))?.objectives[0]

/** Whether one list of objectives dominates another: nowhere larger and somewhere smaller. */
export const dominates = (a: ReadonlyArray<number>, b: ReadonlyArray<number>): boolean =>
  a.every((value, i) => value <= (b[i] ?? Number.POSITIVE_INFINITY)) &&
  a.some((value, i) => value < (b[i] ?? Number.POSITIVE_INFINITY))

const objectivesOf = (trial: Trial): ReadonlyArray<number> => lastResult(trial)?.objectives ?? []

/** The completed trials that no other completed trial dominates: the Pareto front. */
export const paretoFront = (trials: ReadonlyArray<Trial>): ReadonlyArray<Trial> => {
  const complete = trials.filter(({ status }) => status === 'complete')
  return complete.filter((one) => !complete.some((other) => dominates(objectivesOf(other), objectivesOf(one))))
}

/** How many trials dominate one, among those that reached the same rung. */
const dominatedBy = (trial: Trial, peers: ReadonlyArray<Trial>): number => {
  const own = objectivesOf(trial)
  if (own.length < 2) return 0
  const isPeer = ({ results, status }: Trial): boolean =>
    status === trial.status && (status === 'complete' || results.length === trial.results.length)
  return peers.filter((peer) => isPeer(peer) && dominates(objectivesOf(peer), own)).length
}

/**
 * The trials with a result or a failure, the best first: those that reached a higher rung before others, since worse
 * ones are stopped before; then by the number of trials that dominate them, and by the first objective. Failed ones are last.
 */
export const ranked = (trials: ReadonlyArray<Trial>): ReadonlyArray<Trial> => {
  const known = trials.filter(
    (trial) => trial.status !== 'skipped' && (trial.status === 'failed' || trial.results.length > 0),
  )
  const keys = known.map((trial) => {
    const failed = trial.status === 'failed' ? 1 : 0
    const last = lastResult(trial)
    const reached = trial.status === 'complete' ? Number.POSITIVE_INFINITY : trial.results.length
    const objective = last?.objectives[0] ?? Number.POSITIVE_INFINITY
    return { trial, key: [failed, -reached, dominatedBy(trial, known), objective, trial.trial] }
  })
  return keys.toSorted((a, b) => compareKeys(a.key, b.key)).map(({ trial }) => trial)
}

const compareKeys = (a: ReadonlyArray<number>, b: ReadonlyArray<number>): number => {
  const at = a.findIndex((value, i) => value !== b[i])
  return at < 0 ? 0 : (a[at] ?? 0) - (b[at] ?? 0)
}
