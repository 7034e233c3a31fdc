import type { Fault } from '../codec/index.ts'
import type { ChunkSizer, Session, State, StepOutcome } from '../engines/index.ts'
import { batches, rowsOf } from './batches.ts'
import type { Chunk } from './chunks.ts'
import { nextChunk, yieldToEventLoop } from './chunks.ts'
import type { Job, Progress } from './job.ts'
import { notFinite } from './notFinite.ts'

/**
 * What is kept from epoch to epoch. It is the only reference to the state, so that previous states can be garbage
 * collected.
 */
export interface Running {
  readonly session: Session
  readonly chunkSizer: ChunkSizer
  readonly signal: AbortSignal | undefined
  state: State
}

export interface Epoch {
  readonly outcomes: ReadonlyArray<StepOutcome>
  readonly fault?: Fault
}

/** Trains on a chunk while the next one is drawn, noise included. */
const trainChunk = async (
  { session, chunkSizer, signal, state }: Running,
  data: Parameters<Session['train']>[1],
  { minibatches }: Chunk,
  draw: () => Promise<Chunk>,
) => {
  const [trained, following] = await Promise.all([
    session.train(state, data, minibatches, signal),
    yieldToEventLoop().then(draw),
  ])
  // Drawing and training overlap: the slower of both determines how long a step takes.
  const steps = trained.outcomes.length
  const drawing = following.seconds / Math.max(1, following.minibatches.length)
  chunkSizer.record(steps, Math.max(trained.seconds, drawing * steps))
  return { trained, following }
}

/** One pass over the training rows, until it ends, is aborted or a step is not finite. */
export async function* runEpoch(job: Job, running: Running, epoch: number): AsyncGenerator<Progress, Epoch> {
  const { model, seed, train, batchSize, plan } = job
  const firstStep = running.state.step
  const data = rowsOf(train)
  const outcomes: Array<StepOutcome> = []
  const minibatches = batches(model, seed, train, { epoch, batchSize, firstStep })
  const isStopped = (): boolean => running.signal?.aborted === true
  const draw = (): Promise<Chunk> => nextChunk(minibatches, running.chunkSizer.size(), isStopped)
  let chunk = await draw()
  while (chunk.minibatches.length > 0 && !isStopped()) {
    const { trained, following } = await trainChunk(running, data, chunk, draw)
    running.state = trained.state
    const failed = trained.finite ? undefined : chunk.minibatches[trained.outcomes.length - 1]
    if (failed !== undefined) {
      const where = `step ${trained.state.step - firstStep + 1} of epoch ${epoch}`
      return { outcomes, fault: await notFinite(running.session, model, trained, data, failed, where) }
    }
    for (const outcome of trained.outcomes) outcomes.push(outcome)
    const loss = trained.outcomes.at(-1)?.total ?? Number.NaN
    yield { kind: 'step', epoch, step: trained.state.step, total: plan.total, loss }
    chunk = following
  }
  return { outcomes }
}
