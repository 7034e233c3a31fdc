import type { Fault } from '../codec/index.ts'
import { IsthmusError } from '../codec/index.ts'
import type { ChunkSizer, Session, State, StepOutcome } from '../engines/index.ts'
import { yieldToEventLoop } from './chunks.ts'
import type { Chunk, Feed } from './feed/index.ts'
import { feedOf, noChunk } from './feed/index.ts'
import type { AnyJob, Progress } from './job.ts'
import { notFinite } from './notFinite.ts'
import { present } from '../tensor/present.ts'

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
  /** Why the epoch did not come to its end, if it failed. */
  readonly failure?: { readonly ending: 'not finite' | 'broken data'; readonly fault: Fault }
}

/** The next chunk, or the fault of data that cannot be read: the steps that are taken meanwhile are not lost. */
type Drawn = Chunk & { readonly fault?: Fault }

const drawFrom = async (feed: Feed, size: number, isStopped: () => boolean): Promise<Drawn> => {
  try {
    return await feed.next(size, isStopped)
  } catch (error) {
    if (!(error instanceof IsthmusError)) throw error
    return { ...noChunk, fault: error.faults[0] }
  }
}

/** Trains on a chunk while the next one is read and drawn, noise included. */
const trainChunk = async (
  { session, chunkSizer, signal, state }: Running,
  { data, minibatches }: Chunk,
  draw: () => Promise<Drawn>,
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

/** The steps of an epoch that were taken, and who is given further ones. */
export interface EpochBegun {
  readonly epoch: number
  readonly taken: ReadonlyArray<StepOutcome>
  readonly onSteps: (outcomes: ReadonlyArray<StepOutcome>) => void
}

/**
 * One pass over the training rows, or the rest of one, until it ends, is aborted, a step is not finite or the data cannot
 * be read.
 */
export async function* runEpoch(job: AnyJob, running: Running, begun: EpochBegun): AsyncGenerator<Progress, Epoch> {
  const { model, seed, train, batchSize } = job
  const { epoch, taken } = begun
  const firstStep = running.state.step - taken.length
  const feed = feedOf(model, train, { seed, epoch, batchSize, firstStep, taken: taken.length })
  try {
    return yield* runChunks(job, running, begun, feed)
  } finally {
    await feed.close()
  }
}

async function* runChunks(
  { model, plan }: AnyJob,
  running: Running,
  { epoch, taken, onSteps }: EpochBegun,
  feed: Feed,
): AsyncGenerator<Progress, Epoch> {
  const firstStep = running.state.step - taken.length
  const outcomes: Array<StepOutcome> = [...taken]
  const isStopped = (): boolean => running.signal?.aborted === true
  const draw = (): Promise<Drawn> => drawFrom(feed, running.chunkSizer.size(), isStopped)
  let chunk = await draw()
  while (chunk.minibatches.length > 0 && !isStopped()) {
    const { trained, following } = await trainChunk(running, chunk, draw)
    running.state = trained.state
    const failed = trained.finite ? undefined : chunk.minibatches[trained.outcomes.length - 1]
    if (failed !== undefined) {
      const where = `step ${trained.state.step - firstStep + 1} of epoch ${epoch}`
      const fault = await notFinite(running.session, model, trained, chunk.data, failed, where)
      return { outcomes, failure: { ending: 'not finite', fault } }
    }
    for (const outcome of trained.outcomes) outcomes.push(outcome)
    onSteps(outcomes)
    const loss = trained.outcomes.at(-1)?.total ?? Number.NaN
    yield { kind: 'step', epoch, step: trained.state.step, total: plan.total, loss }
    chunk = following
  }
  const { fault } = chunk
  return { outcomes, ...present({ failure: fault && { ending: 'broken data' as const, fault } }) }
}
