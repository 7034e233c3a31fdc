import type { Fault } from '../codec/index.ts'
import type { Dataset } from '../data/index.ts'
import type { Engine, HostRows, Minibatch, Session, State, StepOutcome, Trained } from '../engines/index.ts'
import { EngineError } from '../engines/index.ts'
import type { Model, Plan } from '../model/index.ts'
import type { Stream } from '../random/index.ts'
import type { Stopping } from '../spec/index.ts'
import * as Named from '../tensor/named.ts'
import { batches, rowsOf } from './batches.ts'
import { evaluate } from './evaluate.ts'
import { memoryFault } from './memory.ts'
import type { Pace } from './pace.ts'
import { pace, together } from './pace.ts'
import { begin } from './state.ts'
import { isOver, watch, watching } from './stopping.ts'

/** Everything that training takes, checked and in memory. */
export interface Job {
  readonly model: Model
  readonly plan: Plan
  readonly seed: Stream
  readonly train: Dataset
  /** May be empty: then nothing is validated. */
  readonly validation: Dataset
  readonly epochs: number
  readonly batchSize: number
  readonly stopping?: Stopping
}

/** The mean losses of an epoch. */
export interface EpochLosses {
  /** 1, 2, … */
  readonly epoch: number
  readonly steps: number
  /** Under noise, while the weights changed. */
  readonly train: number
  /** Without their weights. */
  readonly terms: Named.Named<number>
  /** Of the terms whose weights change from step to step. */
  readonly weights: Named.Named<number>
  /** Without noise, after the epoch. */
  readonly validation?: number
}

/** What happens while a model trains. */
export type Progress =
  | {
      readonly kind: 'step'
      readonly epoch: number
      readonly step: number
      readonly total: number
      readonly loss: number
    }
  | ({ readonly kind: 'epoch' } & EpochLosses)

/** Why training ended. */
export type Ending = 'completed' | 'stopped early' | 'interrupted' | 'not finite'

export interface Outcome {
  /** The weights to keep: of the best epoch where there is validation and restoring is wanted, else the last. */
  readonly state: State
  readonly history: ReadonlyArray<EpochLosses>
  readonly ending: Ending
  /** The epoch that the weights are of: 0 if not one was finished. */
  readonly epoch: number
  readonly fault?: Fault
}

/** The number of optimiser steps in an epoch. */
export const stepsPerEpoch = (rows: number, batchSize: number): number => Math.ceil(rows / batchSize)

const layerOf = (parameter: string): string => parameter.replace(/^(\w+)\.(\d+)\..*$/, ', layer $1.layers[$2]')

/** Which step is not finite, and the first gradient that is not, if the loss alone does not say it. */
const notFinite = async (
  session: Session,
  { state, outcomes }: Trained,
  data: HostRows,
  batch: Minibatch,
  { step, epoch }: { readonly step: number; readonly epoch: number },
): Promise<Fault> => {
  const total = outcomes.at(-1)?.total ?? Number.NaN
  const { gradients } = await session.differentiate(state, data, batch, state.step)
  const gradient = Named.names(gradients).find((name) => !Named.get(gradients, name).data.every(Number.isFinite))
  const place = gradient === undefined ? '' : `the gradient of ${gradient}${layerOf(gradient)}`
  const overflow = place === '' ? 'parameters that overflow' : place
  return {
    fault: 'not finite',
    where: `step ${step} of epoch ${epoch}`,
    expected: 'a finite loss and gradient',
    found: Number.isFinite(total)
      ? `${overflow}${place === '' ? '' : ', which is not'}`
      : `a loss of ${total}${place === '' ? '' : ` (first in ${place})`}`,
    remedy:
      'lower the learning rate, clip the gradient with clipByGlobalNorm(1), or scale the data; the weights before this step are kept',
  }
}

const mean = (values: ReadonlyArray<number>): number => values.reduce((sum, value) => sum + value, 0) / values.length

const meanOf = (
  outcomes: ReadonlyArray<StepOutcome>,
  of: (outcome: StepOutcome) => Named.Named<number>,
): Named.Named<number> =>
  Named.map(outcomes[0] === undefined ? {} : of(outcomes[0]), (_, name) =>
    mean(outcomes.map((outcome) => Named.get(of(outcome), name))),
  )

const epochLosses = (epoch: number, steps: number, outcomes: ReadonlyArray<StepOutcome>): EpochLosses => ({
  epoch,
  steps,
  train: mean(outcomes.map(({ total }) => total)),
  terms: meanOf(outcomes, ({ terms }) => terms),
  weights: meanOf(outcomes, ({ weights }) => weights),
})

/** What stays the same from epoch to epoch. */
interface Running {
  readonly session: Session
  readonly pace: Pace
  readonly signal: AbortSignal | undefined
}

interface Epoch {
  readonly state: State
  readonly outcomes: ReadonlyArray<StepOutcome>
  readonly fault?: Fault
}

/** A turn of the event loop: what was asked of an engine is under way, signals and timers have had their turn. */
const engineStarts = (): Promise<void> => new Promise((resolve) => setTimeout(resolve))

/** One pass over the training rows, until it ends, is interrupted or is no longer finite. */
async function* runEpoch(
  { model, seed, train, batchSize, plan }: Job,
  { session, pace: speed, signal }: Running,
  before: State,
  epoch: number,
): AsyncGenerator<Progress, Epoch> {
  let state = before
  const data = rowsOf(train)
  const outcomes: Array<StepOutcome> = []
  const minibatches = batches(model, seed, train, { epoch, batchSize, firstStep: before.step })
  const groups = together(minibatches, speed.steps)
  const isStopped = (): boolean => signal?.aborted === true
  let next = groups.next()
  while (next.done !== true && !isStopped()) {
    const group = next.value
    // The noise of the next steps is drawn while these are computed.
    const [trained, following] = await Promise.all([
      session.train(state, data, group, signal),
      engineStarts().then(() => groups.next()),
    ])
    next = following
    speed.took(trained.outcomes.length, trained.seconds)
    const bad = trained.finite ? undefined : group[trained.outcomes.length - 1]
    if (bad !== undefined) {
      const step = trained.state.step - before.step + 1
      const fault = await notFinite(session, trained, data, bad, { step, epoch })
      return { state: trained.state, outcomes, fault }
    }
    state = trained.state
    for (const outcome of trained.outcomes) outcomes.push(outcome)
    const loss = trained.outcomes.at(-1)?.total ?? Number.NaN
    yield { kind: 'step', epoch, step: state.step, total: plan.total, loss }
  }
  return { state, outcomes }
}

/**
 * Trains a model: a stream of progress that ends with the outcome. Nothing but the engine computes; everything
 * random comes from the seed, so the same job on the same engine gives the same weights. An aborted signal ends it
 * after the steps under way, within half a second or after one step, with the weights so far. Throws `EngineError`
 * where the engine fails, and before anything is allocated where the model does not fit in the memory that is left.
 */
export async function* train(job: Job, engine: Engine, signal?: AbortSignal): AsyncGenerator<Progress, Outcome> {
  const tooLarge = memoryFault(job.model, job.plan, Math.min(job.batchSize, job.train.length), engine)
  if (tooLarge !== undefined) throw new EngineError(tooLarge)
  const session = await engine.open(job.model, job.plan)
  try {
    return yield* runEpochs(
      job,
      { session, pace: pace(session.stopsBetweenSteps), signal },
      begin(job.model, job.plan, job.seed, engine.dtype),
    )
  } finally {
    await session.close()
  }
}

/** Epoch after epoch until one of the endings. */
async function* runEpochs(job: Job, running: Running, first: State): AsyncGenerator<Progress, Outcome> {
  const { validation, epochs, stopping } = job
  const { session, signal } = running
  const isStopped = (): boolean => signal?.aborted === true
  let state = first
  let [best, bestEpoch] = [state, 0]
  let watched = watching
  const history: Array<EpochLosses> = []
  const restores = validation.length > 0 && stopping !== undefined && stopping.restoreBest !== false
  const end = (ending: Ending, fault?: Fault): Outcome => {
    const kept = restores && bestEpoch > 0 ? { state: best, epoch: bestEpoch } : { state, epoch: history.length }
    return { ...kept, history, ending, ...(fault === undefined ? {} : { fault }) }
  }
  for (let epoch = 1; epoch <= epochs; epoch++) {
    const ran = yield* runEpoch(job, running, state, epoch)
    state = ran.state
    if (ran.fault !== undefined) return end('not finite', ran.fault)
    if (isStopped()) return end('interrupted')
    const losses = epochLosses(epoch, state.step, ran.outcomes)
    const validated = validation.length > 0 ? (await evaluate(session, state, validation, signal)).total : undefined
    if (isStopped()) return end('interrupted')
    history.push({ ...losses, ...(validated === undefined ? {} : { validation: validated }) })
    watched = watch(watched, validated ?? losses.train, epoch, stopping?.minDelta)
    if (restores && watched.bestEpoch === epoch) [best, bestEpoch] = [state, epoch]
    yield { kind: 'epoch', ...losses, ...(validated === undefined ? {} : { validation: validated }) }
    if (isOver(watched, stopping)) return end('stopped early')
  }
  return end('completed')
}
