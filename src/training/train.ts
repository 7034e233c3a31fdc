import type { Fault } from '../codec/index.ts'
import type { Engine } from '../engines/index.ts'
import { chunkSizer, EngineError } from '../engines/index.ts'
import { present } from '../tensor/present.ts'
import type { Checkpoint, Checkpointing, Position } from './checkpoint.ts'
import { initialPosition } from './checkpoint.ts'
import { afterEpoch, shouldStop } from './earlyStopping.ts'
import type { Running } from './epoch.ts'
import { runEpoch } from './epoch.ts'
import type { EpochLosses } from './epochLosses.ts'
import { epochLosses } from './epochLosses.ts'
import { evaluate } from './evaluate.ts'
import { initialState } from './initialState.ts'
import type { AnyJob, Ending, Outcome, Progress } from './job.ts'
import { memoryFault } from './memory.ts'

/**
 * Trains a model: a stream of progress that ends with the outcome. Only the engine computes, and everything random
 * comes from the seed, so the same job on the same engine gives the same weights. An aborted signal ends training after
 * the current steps (half a second, or one step if that is longer) with the weights so far. Throws `EngineError` where
 * the engine fails, and, before anything is allocated, where the model does not fit in the available memory.
 *
 * From a checkpoint of the same job it goes on to the very numbers of training that never stopped, also in the middle of an
 * epoch. With more epochs than that job had, schedules go on as if they had known it: they see the new number of steps.
 */
export async function* train(
  job: AnyJob,
  engine: Engine,
  signal?: AbortSignal,
  { from, onCheckpoint }: Checkpointing = {},
): AsyncGenerator<Progress, Outcome> {
  const tooLarge = memoryFault(job.model, job.plan, Math.min(job.batchSize, job.train.length), engine)
  if (tooLarge !== undefined) throw new EngineError(tooLarge)
  const session = await engine.open(job.model, job.plan)
  const running: Running = {
    session,
    chunkSizer: chunkSizer(session.stopsBetweenSteps),
    signal,
    state: from?.state ?? initialState(job.model, job.plan, job.seed, engine.dtype),
  }
  try {
    return yield* runEpochs(job, running, from ?? initialPosition, onCheckpoint)
  } finally {
    await session.close()
  }
}

/** The validation loss and its terms, or neither if there are no rows to validate on. */
const validate = async (
  { validation }: AnyJob,
  { session, state, signal }: Running,
): Promise<Pick<EpochLosses, 'validation' | 'validationTerms'>> => {
  if (validation.length === 0) return {}
  const { total, terms } = await evaluate(session, state, validation, signal)
  return { validation: total, validationTerms: terms }
}

/** Runs epoch after epoch until training ends for one of the reasons of `Ending`. */
async function* runEpochs(
  job: AnyJob,
  running: Running,
  { epoch: first, outcomes: taken, ...before }: Position,
  onCheckpoint: NonNullable<Checkpointing['onCheckpoint']> = () => undefined,
): AsyncGenerator<Progress, Outcome> {
  const { validation, epochs, stopping } = job
  const isStopped = (): boolean => running.signal?.aborted === true
  const restoresBest = validation.length > 0 && stopping !== undefined && stopping.restoreBest !== false
  let { best, earlyStopping } = before
  const history: Array<EpochLosses> = [...before.history]
  const keep = (epoch: number, outcomes: Checkpoint['outcomes']): void =>
    onCheckpoint(() => ({
      state: running.state,
      epoch,
      outcomes: [...outcomes],
      history: [...history],
      earlyStopping,
      ...present({ best }),
    }))
  const end = (ending: Ending, fault?: Fault): Outcome => {
    const kept = best ?? { state: running.state, epoch: history.length }
    return { ...kept, history, ending, ...present({ fault }) }
  }
  for (let epoch = first; epoch <= epochs; epoch++) {
    if (shouldStop(earlyStopping, stopping)) return end('stopped early')
    const onSteps = (outcomes: Checkpoint['outcomes']): void => keep(epoch, outcomes)
    const { outcomes, failure } = yield* runEpoch(job, running, { epoch, taken: epoch === first ? taken : [], onSteps })
    if (failure !== undefined) return end(failure.ending, failure.fault)
    if (isStopped()) return end('interrupted')
    const validated = await validate(job, running)
    if (isStopped()) return end('interrupted')
    const losses = { ...epochLosses(epoch, running.state.step, outcomes), ...validated }
    history.push(losses)
    earlyStopping = afterEpoch(earlyStopping, epoch, validated.validation ?? losses.train, stopping?.minDelta)
    if (restoresBest && earlyStopping.bestEpoch === epoch) best = { state: running.state, epoch }
    keep(epoch + 1, [])
    yield { kind: 'epoch', ...losses }
  }
  return end(shouldStop(earlyStopping, stopping) ? 'stopped early' : 'completed')
}
