import type { HostTensor } from '../../tensor/host.ts'
import type { Model, Plan } from '../../model/index.ts'
import { fuseSmall, isLayoutFree, unfused } from '../../model/index.ts'
import * as Named from '../../tensor/named.ts'
import { stateLayout } from './stateLayout.ts'
import type { Engine, HostRows, Minibatch, Session, State, StepOutcome, Trained } from '../engine.ts'
import { indexOf, selectUsedRows, noiseFeeds, numberFeed, rowFeeds, groupBySize, tensorFeeds } from './feeds.ts'
import type { Runner } from './runner.ts'
import type { Runtime } from './runtime.ts'
import { optionalInputsOf, graphSuffix } from './symbols.ts'
import { threadTuner } from '../tuning/threadTuner.ts'
import { trainingGraph } from './trainingGraph.ts'
import { benchmark } from '../tuning/benchmark.ts'

type NamedOf<T> = Named.Named<T>

/** Tensors with no more entries than this are joined. */
const smallTensor = 16_384

/** What the names of training graphs begin with. */
const training = 'train'

const numberAt = (results: NamedOf<HostTensor>, name: string, at = 0): number =>
  Named.get(results, name).data[at] ?? Number.NaN

const numbersWithin = (results: NamedOf<HostTensor>, scope: string, at: number): NamedOf<number> =>
  Named.map(Named.within(results, scope), ({ data }) => data[at] ?? Number.NaN)

/** The loss of one step, or of rows that a graph was given. */
export const outcomeAt = (results: NamedOf<HostTensor>, at: number): StepOutcome => ({
  total: numberAt(results, 'total', at),
  terms: numbersWithin(results, 'terms', at),
  weights: numbersWithin(results, 'weights', at),
})

const isSound = (results: NamedOf<HostTensor>, outcomes: ReadonlyArray<StepOutcome>): boolean =>
  outcomes.every(({ total }) => Number.isFinite(total)) && numberAt(results, 'sound') === 0

/** What a graph of steps looks at after each of them: it goes on while this is 0. */
const going = (): Int32Array => new Int32Array(1)

/** Does work that ends early once the signal is aborted. */
const stoppable = async <A>(signal: AbortSignal | undefined, work: (stop: Int32Array) => Promise<A>): Promise<A> => {
  const stop = going()
  const end = (): void => void stop.fill(1)
  if (signal?.aborted === true) end()
  signal?.addEventListener('abort', end)
  try {
    return await work(stop)
  } finally {
    signal?.removeEventListener('abort', end)
  }
}

/** Runs the training graph of a model over chunks of minibatches. */
export const trainer = (
  model: Model,
  plan: Plan,
  { run, release }: Runner,
  runtime: Runtime,
  dtype: Engine['dtype'],
): Session['train'] => {
  const layout = isLayoutFree(plan) ? fuseSmall(model.parameters, smallTensor) : unfused(model.parameters)
  const arranged = stateLayout(model, plan, layout, dtype)
  const threads = threadTuner(runtime.threads)
  /** The most rows of a minibatch so far. One with fewer is the last of an epoch, and its graph runs once in each. */
  let most = 0

  /** The results of minibatches of one size, for a number of threads; fewer where `stop` becomes other than 0. */
  const steps = (state: State, data: HostRows, batches: ReadonlyArray<Minibatch>, stop = going()) => {
    const [given, chosen] = runtime.copiesInputs ? selectUsedRows(data, batches) : [data, batches]
    const size = chosen[0]?.rows.length ?? 0
    most = Math.max(most, size)
    const columns = optionalInputsOf(data)
    const feeds = {
      ...arranged.fuse(state),
      ...rowFeeds(given, dtype),
      ...tensorFeeds('noise', noiseFeeds(chosen), dtype),
      index: indexOf(chosen),
      step: numberFeed(state.step, dtype),
      stop: { data: stop, shape: [] },
    }
    const graph = {
      name: `${training}-${size}${graphSuffix(columns)}`,
      make: () => trainingGraph(model, plan, layout, columns, size, dtype),
      releasesMemory: size < most,
    }
    return (count: number, outputs?: ReadonlyArray<string>) => run(graph, count, feeds, outputs)
  }

  const attempt = async (
    state: State,
    data: HostRows,
    batches: ReadonlyArray<Minibatch>,
    count: number,
    stop = going(),
  ) => {
    const results = await steps(state, data, batches, stop)(count)
    const outcomes = Array.from(Named.get(results, 'total').data, (_, i) => outcomeAt(results, i))
    const next: State = { ...arranged.split(results), step: state.step + outcomes.length }
    return { outcomes, state: next, sound: isSound(results, outcomes) }
  }

  /** The last step that leads to a finite state, found by halving: steps are the same every time. */
  const lastSound = async (state: State, data: HostRows, batches: ReadonlyArray<Minibatch>, count: number) => {
    let [good, bad, kept] = [0, batches.length, state]
    while (bad - good > 1) {
      const middle = Math.floor((good + bad) / 2)
      const part = await attempt(state, data, batches.slice(0, middle), count)
      if (part.sound) [good, kept] = [middle, part.state]
      else bad = middle
    }
    return { state: kept, steps: bad }
  }

  const trainRun = async (
    state: State,
    data: HostRows,
    batches: ReadonlyArray<Minibatch>,
    signal: AbortSignal | undefined,
  ): Promise<Trained> => {
    const isStopped = (): boolean => signal?.aborted === true
    const trial = benchmark(batches, (some) => steps(state, data, some), isStopped)
    const count = await threads.choose(trial, isStopped)
    await release((name, threads) => name.startsWith(training) && threads !== count)
    const start = performance.now()
    const whole = await stoppable(signal, (stop) => attempt(state, data, batches, count, stop))
    const taken = whole.outcomes.length
    const timing = { steps: taken, seconds: (performance.now() - start) / 1000 }
    threads.observe(timing)
    if (whole.sound) return { state: whole.state, outcomes: whole.outcomes, finite: true, seconds: timing.seconds }
    const last = await lastSound(state, data, batches.slice(0, taken), count)
    return { state: last.state, outcomes: whole.outcomes.slice(0, last.steps), finite: false, seconds: timing.seconds }
  }

  return async (state, data, batches, signal) => {
    let whole: Trained = { state, outcomes: [], finite: true, seconds: 0 }
    for (const group of groupBySize(batches)) {
      const trained = await trainRun(whole.state, data, group, signal)
      whole = {
        ...trained,
        outcomes: [...whole.outcomes, ...trained.outcomes],
        seconds: whole.seconds + trained.seconds,
      }
      if (!trained.finite || trained.outcomes.length < group.length) break
    }
    return whole
  }
}
