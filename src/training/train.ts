import type { Fault } from '../codec/index.ts'
import type { Dataset } from '../data/index.ts'
import type { Engine, Session, State, StepOutcome } from '../engines/index.ts'
import type { Model, Plan } from '../model/index.ts'
import type { Stream } from '../random/index.ts'
import type { Stopping } from '../spec/index.ts'
import * as Named from '../tensor/named.ts'
import { batches } from './batches.ts'
import { evaluate } from './evaluate.ts'
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
  readonly terms: Named.Named<number>
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

const notFinite = ({ total, norms }: StepOutcome, step: number, epoch: number): Fault => {
  const gradient = Named.names(norms).find((name) => !Number.isFinite(norms[name]))
  const layer = gradient?.replace(/^(\w+)\.(\d+)\..*$/, ', layer $1.layers[$2]') ?? ''
  const found = Number.isFinite(total)
    ? `a gradient of ${gradient} that is not${layer}`
    : `a loss of ${total}${gradient === undefined ? '' : ` (first in the gradient of ${gradient}${layer})`}`
  return {
    fault: 'not finite',
    where: `step ${step} of epoch ${epoch}`,
    expected: 'a finite loss and gradient',
    found,
    remedy:
      'lower the learning rate, clip the gradient with clipByGlobalNorm(1), or scale the data; the weights before this step are kept',
  }
}

const mean = (values: ReadonlyArray<number>): number => values.reduce((sum, value) => sum + value, 0) / values.length

const epochLosses = (epoch: number, steps: number, outcomes: ReadonlyArray<StepOutcome>): EpochLosses => ({
  epoch,
  steps,
  train: mean(outcomes.map(({ total }) => total)),
  terms: Named.map(outcomes[0]?.terms ?? {}, (_, name) => mean(outcomes.map(({ terms }) => Named.get(terms, name)))),
})

interface Epoch {
  readonly state: State
  readonly outcomes: ReadonlyArray<StepOutcome>
  readonly fault?: Fault
}

/** One pass over the training rows, step by step, until it ends, is interrupted or is no longer finite. */
async function* runEpoch(
  { model, seed, train, batchSize, plan }: Job,
  session: Session,
  before: State,
  epoch: number,
  signal: AbortSignal | undefined,
): AsyncGenerator<Progress, Epoch> {
  let state = before
  const outcomes: Array<StepOutcome> = []
  for (const batch of batches(model, seed, train, { epoch, batchSize, firstStep: before.step })) {
    if (signal?.aborted === true) break
    const trained = await session.train(state, [batch])
    state = trained.state
    const [outcome] = trained.outcomes
    if (outcome === undefined) continue
    if (!trained.finite) return { state, outcomes, fault: notFinite(outcome, before.step + outcomes.length + 1, epoch) }
    outcomes.push(outcome)
    yield { kind: 'step', epoch, step: state.step, total: plan.total, loss: outcome.total }
  }
  return { state, outcomes }
}

/**
 * Trains a model: a stream of progress that ends with the outcome. Nothing but the engine computes; everything
 * random comes from the seed, so the same job on the same engine gives the same weights. An aborted signal ends it
 * after the present step with the weights so far.
 */
export async function* train(job: Job, engine: Engine, signal?: AbortSignal): AsyncGenerator<Progress, Outcome> {
  const { model, plan, seed, validation, epochs, stopping } = job
  const session = await engine.open(model, plan)
  let state = begin(model, plan, seed, engine.dtype)
  let [best, bestEpoch] = [state, 0]
  let watched = watching
  const history: Array<EpochLosses> = []
  const restores = validation.length > 0 && stopping !== undefined && stopping.restoreBest !== false
  const end = (ending: Ending, fault?: Fault): Outcome => {
    const kept = restores && bestEpoch > 0 ? { state: best, epoch: bestEpoch } : { state, epoch: history.length }
    return { ...kept, history, ending, ...(fault === undefined ? {} : { fault }) }
  }
  for (let epoch = 1; epoch <= epochs; epoch++) {
    const ran = yield* runEpoch(job, session, state, epoch, signal)
    state = ran.state
    if (ran.fault !== undefined) return end('not finite', ran.fault)
    if (signal?.aborted === true) return end('interrupted')
    const losses = epochLosses(epoch, state.step, ran.outcomes)
    const validated = validation.length > 0 ? (await evaluate(session, state, validation)).total : undefined
    history.push({ ...losses, ...(validated === undefined ? {} : { validation: validated }) })
    watched = watch(watched, validated ?? losses.train, epoch, stopping?.minDelta)
    if (watched.bestEpoch === epoch) [best, bestEpoch] = [state, epoch]
    yield { kind: 'epoch', ...losses, ...(validated === undefined ? {} : { validation: validated }) }
    if (isOver(watched, stopping)) return end('stopped early')
  }
  return end('completed')
}
