import * as Either from 'fp-ts/lib/Either.js'
import type { Fault } from '../../codec/index.ts'
import { drawFaults } from '../../codec/index.ts'
import type { Stream } from '../../random/index.ts'
import type { BuiltPruner } from '../pruners/index.ts'
import type { BuiltSampler } from '../samplers/index.ts'
import type { Values } from '../space/hyperparameter.ts'
import { activeValues } from '../space/hyperparameter.ts'
import type { Space } from '../space/space.ts'
import { specAt } from '../space/space.ts'
import type { Cost, TrialSettings } from './candidate.ts'
import { candidateAt } from './candidate.ts'
import type { Objective } from './objectives.ts'
import type { Trial } from './trial.ts'
import { lastResult, ranked } from './trial.ts'

/** How much a search may take; what is left out is not limited. */
export interface Budget {
  /** Trials that are trained; skipped ones do not count. */
  readonly trials?: number
  /** Time from the start of this session. */
  readonly minutes?: number
  /** Training steps of all trials together. */
  readonly steps?: number
}

/** Everything that decides which trials a search makes. */
export interface SearchPlan {
  readonly space: Space
  readonly settings: TrialSettings
  readonly sampler: BuiltSampler
  readonly pruner: BuiltPruner
  readonly objectives: ReadonlyArray<Objective>
  readonly seed: Stream
  /** The rungs, as rising shares of the epochs of a trial. */
  readonly shares: ReadonlyArray<number>
  /** Trials that are suggested together, from what was known before the first of them. */
  readonly batch: number
  /** The bytes that training may take, where that is known. */
  readonly memory?: number
}

/** What happens next in a search. */
export type Action =
  | { readonly kind: 'start'; readonly trial: Trial }
  | { readonly kind: 'continue' | 'prune'; readonly trial: number }
  | { readonly kind: 'wait' | 'done' }

/** Whether a search may still start trials, and train those that paused. */
export interface Allowed {
  readonly starts: boolean
  readonly continues: boolean
  /** The seconds that are left, where that is limited. */
  readonly seconds?: number
}

/** The epoch at which a trial reaches a rung. */
export const epochAt = (
  { shares }: Pick<SearchPlan, 'shares'>,
  { epochs }: Pick<Cost, 'epochs'>,
  rung: number,
): number => Math.max(1, Math.round((shares[rung] ?? 1) * epochs))

/** The time of a step by the trials before: no less than that of a smaller model, and in proportion to its operations. */
export const secondsPerStep = (
  trials: ReadonlyArray<Trial>,
  { stepFlops }: Pick<Cost, 'stepFlops'>,
): number | undefined => {
  const rates = trials.flatMap((trial) => {
    const last = lastResult(trial)
    if (last === undefined || trial.cost === undefined || last.steps === 0) return []
    return [(last.seconds / last.steps) * Math.max(1, stepFlops / trial.cost.stepFlops)]
  })
  return rates.length === 0 ? undefined : Math.min(...rates)
}

const tooLarge = (needed: number, available: number): string =>
  `training takes about ${(needed / 1e6).toFixed(0)} MB, of which ${(available / 1e6).toFixed(0)} MB are available`

/** Why a spec is not trained although it is valid. */
const refusalOf = (
  plan: SearchPlan,
  trials: ReadonlyArray<Trial>,
  cost: Cost,
  { seconds }: Allowed,
): string | undefined => {
  if (plan.memory !== undefined && cost.bytes > plan.memory) return tooLarge(cost.bytes, plan.memory)
  const each = secondsPerStep(trials, cost)
  if (each === undefined || seconds === undefined) return undefined
  const needed = each * cost.steps * (plan.shares[0] ?? 1)
  return needed <= seconds
    ? undefined
    : `training takes about ${needed.toFixed(0)} s before the first comparison, of which ${Math.max(0, seconds).toFixed(0)} s are left`
}

const sameAs = (trials: ReadonlyArray<Trial>, values: Values): string | undefined => {
  const text = JSON.stringify(values)
  const same = trials.find((trial) => trial.status !== 'skipped' && JSON.stringify(trial.values) === text)
  return same === undefined ? undefined : `the same values as those of trial ${same.trial}`
}

/** A new trial with the values that the sampler suggests: to be trained, or skipped with a reason; nothing where the space is used up. */
const newTrial = (plan: SearchPlan, trials: ReadonlyArray<Trial>, allowed: Allowed): Trial | undefined => {
  const { space, settings, sampler, seed, batch } = plan
  const number = trials.length
  const before = trials.filter(({ trial }) => trial < number - (number % batch))
  const suggested = sampler({ hyperparameters: space.hyperparameters, ranked: ranked(before), number, seed })
  if (suggested === undefined) return undefined
  const values = activeValues(space.hyperparameters, suggested)
  const candidate = candidateAt(settings, space, suggested)
  if (Either.isLeft(candidate)) return skipped(number, values, drawFaults(candidate.left.slice(0, 1)))
  const { cost } = candidate.right
  const fault = sameAs(trials, values) ?? refusalOf(plan, trials, cost, allowed)
  return fault === undefined
    ? { trial: number, status: 'running', values, results: [], cost }
    : { ...skipped(number, values, fault), cost }
}

const skipped = (trial: number, values: Values, fault: string): Trial => ({
  trial,
  status: 'skipped',
  values,
  results: [],
  fault,
})

const isRunning = ({ status }: Trial): boolean => status === 'running'

/**
 * What a search does next: a pure function of its plan, of the trials so far and of what is still allowed, so that the same
 * seed leads to the same trials.
 */
export const nextAction = (plan: SearchPlan, trials: ReadonlyArray<Trial>, allowed: Allowed): Action => {
  const decision = plan.pruner.next({ trials, rungs: plan.shares.length, closed: !allowed.starts })
  if (decision.kind === 'continue' && !allowed.continues) return { kind: 'done' }
  if (decision.kind !== 'start') return decision
  if (!allowed.starts) return { kind: 'done' }
  // The first of a batch waits for the batch before: what it is suggested from is then the same for any number of workers.
  if (plan.batch > 1 && trials.length % plan.batch === 0 && trials.some(isRunning)) return { kind: 'wait' }
  const trial = newTrial(plan, trials, allowed)
  return trial === undefined ? { kind: 'done' } : { kind: 'start', trial }
}

/** The spec of a trial as JSON. */
export const specOf = ({ space }: Pick<SearchPlan, 'space'>, { values }: Pick<Trial, 'values'>) => specAt(space, values)

/** The fault of a search in which no trial was completed. */
export const nothingComplete = (trials: ReadonlyArray<Trial>): Fault => {
  const failed = trials.find(({ fault }) => fault !== undefined)
  return {
    fault: 'no trial',
    where: failed === undefined ? 'the search' : `trial ${failed.trial}`,
    expected: 'a trial that is trained to its end',
    found: failed?.fault ?? `none of ${trials.length}`,
    remedy: failed === undefined ? 'give a larger budget' : 'change the space',
  }
}
