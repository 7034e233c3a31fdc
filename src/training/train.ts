import type { Fault } from '../codec/index.ts'
import type { Dataset } from '../data/index.ts'
import type { Engine, HostRows, Minibatch, Session, State, StepOutcome, Trained } from '../engines/index.ts'
import { EngineError } from '../engines/index.ts'
import type { Model, Plan } from '../model/index.ts'
import type { Stream } from '../random/index.ts'
import type { Stopping } from '../format/index.ts'
import * as Named from '../tensor/named.ts'
import { present } from '../tensor/present.ts'
import { batches, rowsOf } from './batches.ts'
import { evaluate } from './evaluate.ts'
import type { Chunk } from './chunks.ts'
import { nextChunk, yieldToEventLoop } from './chunks.ts'
import { memoryFault } from './memory.ts'
import type { ChunkSizer } from './chunkSizer.ts'
import { chunkSizer } from './chunkSizer.ts'
import { initialState } from './initialState.ts'
import { hasRunOut, afterEpoch, notStarted } from './earlyStopping.ts'

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
  /** The terms of the validation loss, without their weights. */
  readonly validationTerms?: Named.Named<number>
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
  const { gradients } = await session.valueAndGradient(state, data, batch, state.step)
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
    remedy: 'lower the learning rate, clip the gradient with clipByGlobalNorm(1), or scale the data',
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

/** What goes from epoch to epoch. The state is in one place alone: whoever else held one would keep its memory. */
interface Running {
  readonly session: Session
  readonly pace: ChunkSizer
  readonly signal: AbortSignal | undefined
  state: State
}

interface Epoch {
  readonly outcomes: ReadonlyArray<StepOutcome>
  readonly fault?: Fault
}

/** One pass over the training rows, until it ends, is interrupted or is no longer finite. */
async function* runEpoch(
  { model, seed, train, batchSize, plan }: Job,
  running: Running,
  epoch: number,
): AsyncGenerator<Progress, Epoch> {
  const { session, pace: speed, signal } = running
  const firstStep = running.state.step
  const data = rowsOf(train)
  const outcomes: Array<StepOutcome> = []
  const minibatches = batches(model, seed, train, { epoch, batchSize, firstStep })
  const isStopped = (): boolean => signal?.aborted === true
  const draw = (): Promise<Chunk> => nextChunk(minibatches, speed.size(), isStopped)
  let next = await draw()
  while (next.minibatches.length > 0 && !isStopped()) {
    const { minibatches: group } = next
    // The noise of the next steps is drawn while these are computed: the slower of both says how long a step takes.
    const [trained, following] = await Promise.all([
      session.train(running.state, data, group, signal),
      yieldToEventLoop().then(draw),
    ])
    next = following
    running.state = trained.state
    const drawing = following.seconds / Math.max(1, following.minibatches.length)
    speed.record(trained.outcomes.length, Math.max(trained.seconds, drawing * trained.outcomes.length))
    const bad = trained.finite ? undefined : group[trained.outcomes.length - 1]
    if (bad !== undefined) {
      const step = trained.state.step - firstStep + 1
      const fault = await notFinite(session, trained, data, bad, { step, epoch })
      return { outcomes, fault }
    }
    for (const outcome of trained.outcomes) outcomes.push(outcome)
    const loss = trained.outcomes.at(-1)?.total ?? Number.NaN
    yield { kind: 'step', epoch, step: trained.state.step, total: plan.total, loss }
  }
  return { outcomes }
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
    return yield* runEpochs(job, {
      session,
      pace: chunkSizer(session.stopsBetweenSteps),
      signal,
      state: initialState(job.model, job.plan, job.seed, engine.dtype),
    })
  } finally {
    await session.close()
  }
}

/** Epoch after epoch until one of the endings. */
async function* runEpochs(job: Job, running: Running): AsyncGenerator<Progress, Outcome> {
  const { validation, epochs, stopping } = job
  const { session, signal } = running
  const isStopped = (): boolean => signal?.aborted === true
  let best: Pick<Outcome, 'state' | 'epoch'> | undefined
  let watched = notStarted
  const history: Array<EpochLosses> = []
  const restores = validation.length > 0 && stopping !== undefined && stopping.restoreBest !== false
  const end = (ending: Ending, fault?: Fault): Outcome => {
    const kept = best ?? { state: running.state, epoch: history.length }
    return { ...kept, history, ending, ...(fault === undefined ? {} : { fault }) }
  }
  for (let epoch = 1; epoch <= epochs; epoch++) {
    const { outcomes, fault } = yield* runEpoch(job, running, epoch)
    if (fault !== undefined) return end('not finite', fault)
    if (isStopped()) return end('interrupted')
    const losses = epochLosses(epoch, running.state.step, outcomes)
    const evaluated = validation.length > 0 ? await evaluate(session, running.state, validation, signal) : undefined
    const validated = evaluated?.total
    if (isStopped()) return end('interrupted')
    const finished = { ...losses, ...present({ validation: validated, validationTerms: evaluated?.terms }) }
    history.push(finished)
    watched = afterEpoch(watched, validated ?? losses.train, epoch, stopping?.minDelta)
    if (restores && watched.bestEpoch === epoch) best = { state: running.state, epoch }
    yield { kind: 'epoch', ...finished }
    if (hasRunOut(watched, stopping)) return end('stopped early')
  }
  return end('completed')
}
