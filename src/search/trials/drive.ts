import type { Reached } from './training.ts'
import type { Action, Allowed, Budget, SearchPlan } from './plan.ts'
import { epochAt, nextAction, secondsPerStep, specOf } from './plan.ts'
import type { Runner } from './runner.ts'
import type { Trial } from './trial.ts'
import { lastResult, ranked } from './trial.ts'

export interface Driving {
  /** The trials of an earlier session of the same search. */
  readonly known?: ReadonlyArray<Trial>
  /** Is given a trial whenever something new is known of it. */
  readonly onTrial?: ((trial: Trial) => void) | undefined
  /** Ends the search; trials that are running are trained again if it is resumed. */
  readonly signal?: AbortSignal | undefined
}

/** After so many skipped trials in a row no more are started. */
const mostSkipped = 50

/** A runner with what it has to do: trials that it keeps paused are trained on by it. */
interface Worker {
  readonly runner: Runner
  readonly queue: Array<number>
  busy: boolean
}

const stepsOf = (trials: ReadonlyArray<Trial>): number =>
  trials.reduce((sum, trial) => sum + (lastResult(trial)?.steps ?? 0), 0)

const skippedInARow = (trials: ReadonlyArray<Trial>): number =>
  trials.length - 1 - trials.findLastIndex(({ status }) => status !== 'skipped')

/** What the best paused trial takes to its end, where no trial came to its end yet: so much is kept back for it. */
const reserved = (trials: ReadonlyArray<Trial>): { readonly steps: number; readonly seconds: number } => {
  if (trials.some(({ status }) => status === 'complete')) return { steps: 0, seconds: 0 }
  const [best] = ranked(trials).filter(({ status }) => status === 'paused')
  if (best?.cost === undefined) return { steps: 0, seconds: 0 }
  const steps = best.cost.steps - (lastResult(best)?.steps ?? 0)
  return { steps, seconds: steps * (secondsPerStep(trials, best.cost) ?? 0) }
}

const allowedBy = (
  { trials: most = Number.POSITIVE_INFINITY, minutes, steps = Number.POSITIVE_INFINITY }: Budget,
  start: number,
  trials: ReadonlyArray<Trial>,
  signal: AbortSignal | undefined,
): Allowed => {
  const kept = reserved(trials)
  const left = minutes === undefined ? undefined : minutes * 60 - (performance.now() - start) / 1000 - kept.seconds
  const used = stepsOf(trials)
  const isOpen = signal?.aborted !== true
  const trained = trials.filter(({ status }) => status !== 'skipped').length
  const fits = (left ?? 1) > 0 && used + kept.steps < steps
  return {
    starts: isOpen && fits && trained < most && skippedInARow(trials) < mostSkipped,
    continues: isOpen && (fits || kept.steps > 0),
    ...(left === undefined ? {} : { seconds: left }),
  }
}

/** A trial after its runner stopped: the result at the rung, or why there is none. */
const after = ({ objectives, shares }: SearchPlan, trial: Trial, reached: Reached): Trial => {
  if (reached.kind === 'interrupted' || trial.cost === undefined) return trial
  if (reached.kind === 'failed') {
    const { where, found, expected } = reached.fault
    return { ...trial, status: 'failed', fault: `${where}: expected ${expected}, found ${found}` }
  }
  const { losses, epochs, steps, seconds, ended } = reached
  const { cost } = trial
  const values = objectives.map((objective) => objective({ losses, cost, seconds }))
  if (!values.every(Number.isFinite)) return { ...trial, status: 'failed', fault: 'an objective is not finite' }
  const results = [...trial.results, { epochs, steps, objectives: values, seconds }]
  const isComplete = ended || results.length >= shares.length
  return { ...trial, status: isComplete ? 'complete' : 'paused', results }
}

/**
 * Makes the trials of a search: asks what is next, gives it to a worker that is free, and notes what comes back. With one
 * worker, and with any number where the plan is synchronous, trials and results depend on the plan alone.
 */
export const drive = async (
  plan: SearchPlan,
  budget: Budget,
  runners: ReadonlyArray<Runner>,
  { known = [], onTrial, signal }: Driving = {},
): Promise<ReadonlyArray<Trial>> => {
  const start = performance.now()
  const trials = [...known]
  const workers = runners.map((runner): Worker => ({ runner, queue: [], busy: false }))
  const holders = new Map<number, Worker>()
  const running = new Set<Promise<void>>()
  // What was running when an earlier session ended is done first.
  const unfinished = known.filter(({ status }) => status === 'running').map(({ trial }) => trial)
  const note = (trial: Trial): void => {
    trials[trial.trial] = trial
    onTrial?.(trial)
  }
  const at = (number: number): Trial => {
    const trial = trials[number]
    if (trial === undefined) throw new Error(`no trial ${number}`)
    return trial
  }
  const run = async (worker: Worker, number: number): Promise<void> => {
    const trial = at(number)
    holders.set(number, worker)
    const epoch = epochAt(plan, { epochs: trial.cost?.epochs ?? 1 }, trial.results.length)
    const reached = await worker.runner.run(number, specOf(plan, trial), epoch)
    note(after(plan, at(number), reached))
  }
  const give = (worker: Worker, number: number): void => {
    worker.busy = true
    const done = run(worker, number).finally(() => {
      worker.busy = false
      running.delete(done)
    })
    running.add(done)
  }
  const perform = (action: Action, free: Worker): void => {
    if (action.kind === 'start') {
      note(action.trial)
      if (action.trial.status === 'running') give(free, action.trial.trial)
    } else if (action.kind === 'continue') {
      const holder = holders.get(action.trial) ?? free
      note({ ...at(action.trial), status: 'running' })
      if (holder.busy) holder.queue.push(action.trial)
      else give(holder, action.trial)
    } else if (action.kind === 'prune') {
      note({ ...at(action.trial), status: 'pruned' })
      void holders.get(action.trial)?.runner.drop(action.trial)
    }
  }
  /** Gives a free worker something to do; whether there was something. */
  const proceed = (free: Worker): boolean => {
    const own = free.queue.shift() ?? (signal?.aborted === true ? undefined : unfinished.shift())
    if (own !== undefined) {
      give(free, own)
      return true
    }
    const action = nextAction(plan, trials, allowedBy(budget, start, trials, signal))
    if (action.kind === 'wait' || action.kind === 'done') return false
    perform(action, free)
    return true
  }
  for (;;) {
    // One that has nothing to do may get something by what the others were given.
    while (workers.some((worker) => !worker.busy && proceed(worker)));
    if (running.size === 0) return trials
    await Promise.race(running)
  }
}
