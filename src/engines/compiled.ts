import type { HostTensor } from '../data/safetensors.ts'
import { ndarrays, numbersOf, wrap } from '../interpreters/ndarray/index.ts'
import type { Layout, Model, Plan } from '../model/index.ts'
import { compact, isLayoutFree, pack, separate, slotsOf, unpack } from '../model/index.ts'
import * as Named from '../tensor/named.ts'
import { cache } from './cache.ts'
import type { Engine, HostRows, Minibatch, Question, Session, State, StepOutcome, Trained } from './engine.ts'
import { EngineError, selectRows } from './engine.ts'
import type { Columns } from './graphs.ts'
import { columnsOf, gradientGraph, lossGraph, questionGraph, trainingGraph } from './graphs.ts'
import type { Feed, Runnable, Runtime } from './runtime.ts'
import { threadsAmong } from './threads.ts'

type NamedOf<T> = Named.Named<T>
type Weights = Pick<State, 'parameters' | 'buffers'>

export interface CompiledOptions {
  readonly dtype?: Engine['dtype']
  /** Is given every graph before it is loaded. */
  readonly onGraph?: (name: string, graph: Uint8Array) => void
}

/** Tensors with no more entries than this are joined. */
const smallTensor = 16_384
/** How long a trial of a number of threads runs, in seconds. */
const trialSeconds = 0.02

/** The same tensors in another arrangement, by their names in it. */
interface Arrangement {
  readonly into: (state: State) => NamedOf<HostTensor>
  readonly back: (results: NamedOf<HostTensor>) => Omit<State, 'step'>
}

const arrangement = (model: Model, plan: Plan, layout: Layout, dtype: Engine['dtype']): Arrangement => {
  const A = ndarrays(dtype)
  const slots = Named.names(slotsOf(plan))
  const views = (tensors: NamedOf<HostTensor>) => Named.map(tensors, ({ data, shape }) => wrap(data, shape))
  const host = (named: ReturnType<typeof views>): NamedOf<HostTensor> =>
    Named.map(named, (a) => ({ shape: [...a.shape], data: numbersOf(dtype, a) }))
  const packed = (tensors: NamedOf<HostTensor>) => host(pack(A, layout, views(tensors)))
  const unpacked = (tensors: NamedOf<HostTensor>) => host(unpack(A, layout, model.parameters, views(tensors)))
  return {
    into: (state) => ({
      ...Named.prefix(packed(state.parameters), 'parameters'),
      ...Named.prefix(state.buffers, 'buffers'),
      ...Object.assign(
        {},
        ...slots.map((slot) => Named.prefix(packed(Named.within(state.slots, slot)), `slots.${slot}`)),
      ),
    }),
    back: (results) => ({
      parameters: unpacked(Named.within(results, 'next.parameters')),
      buffers: Named.within(results, 'next.buffers'),
      slots: Named.disjoint(
        ...slots.map((slot) => Named.prefix(unpacked(Named.within(results, `next.slots.${slot}`)), slot)),
      ),
    }),
  }
}

/** Consecutive minibatches of one size, which one graph can run. */
const runsOf = (batches: ReadonlyArray<Minibatch>): ReadonlyArray<ReadonlyArray<Minibatch>> =>
  batches.reduce<ReadonlyArray<ReadonlyArray<Minibatch>>>((runs, batch) => {
    const last = runs.at(-1)
    return last?.[0]?.rows.length === batch.rows.length ? [...runs.slice(0, -1), [...last, batch]] : [...runs, [batch]]
  }, [])

const stacked = (tensors: ReadonlyArray<HostTensor>, dtype: Engine['dtype']): HostTensor => {
  const [first = { shape: [], data: new Float32Array(0) }] = tensors
  const length = first.data.length * tensors.length
  const data = dtype === 'float32' ? new Float32Array(length) : new Float64Array(length)
  tensors.forEach((tensor, i) => data.set(tensor.data, i * first.data.length))
  return { shape: [tensors.length, ...first.shape], data }
}

const noiseFeeds = (batches: ReadonlyArray<Minibatch>, dtype: Engine['dtype']): NamedOf<Feed> =>
  Named.prefix(
    Named.map(batches[0]?.noise ?? {}, (_, name) =>
      stacked(
        batches.map(({ noise }) => Named.get(noise, name)),
        dtype,
      ),
    ),
    'noise',
  )

const indexOf = (batches: ReadonlyArray<Minibatch>): Feed => {
  const size = batches[0]?.rows.length ?? 0
  const data = new Int32Array(size * batches.length)
  batches.forEach(({ rows }, i) => data.set(rows, i * size))
  return { data, shape: [batches.length, size] }
}

/** Only the rows that some batches need, with batches that choose from them. */
const narrowed = (data: HostRows, batches: ReadonlyArray<Minibatch>): readonly [HostRows, ReadonlyArray<Minibatch>] => {
  let at = 0
  const moved = batches.map(({ rows, noise }) => ({ rows: rows.map(() => at++), noise }))
  return [selectRows(data, indexOf(batches).data), moved]
}

const inDtype = ({ data, shape }: HostTensor, dtype: Engine['dtype']): HostTensor =>
  dtype === 'float64' && data instanceof Float32Array ? { data: Float64Array.from(data), shape } : { data, shape }

const rowFeeds = ({ x, weight, mask }: HostRows, dtype: Engine['dtype']): NamedOf<Feed> => ({
  x: inDtype(x, dtype),
  ...(weight === undefined ? {} : { weight: inDtype(weight, dtype) }),
  ...(mask === undefined ? {} : { mask: inDtype(mask, dtype) }),
})

const weightFeeds = ({ parameters, buffers }: Weights): NamedOf<Feed> => ({
  ...Named.prefix(parameters, 'parameters'),
  ...Named.prefix(buffers, 'buffers'),
})

const numberIn = (results: NamedOf<HostTensor>, name: string, at = 0): number =>
  Named.get(results, name).data[at] ?? Number.NaN

const outcomeAt = (results: NamedOf<HostTensor>, at: number): StepOutcome => ({
  total: numberIn(results, 'total', at),
  terms: Named.map(Named.within(results, 'terms'), ({ data }) => data[at] ?? Number.NaN),
})

/** Engines of ONNX Runtime: every program compiled to a graph, whole minibatches of steps inside one call. */
export const compiled = (runtime: Runtime, { dtype = 'float32', onGraph }: CompiledOptions = {}): Engine => {
  const graphs = cache()
  const most = runtime.threads.at(-1) ?? 1
  const run = async (name: string, runnable: Promise<Runnable>, feeds: NamedOf<Feed>) => {
    try {
      return await (await runnable).run(feeds)
    } catch (error) {
      throw failure(runtime.name, name, error)
    }
  }

  const open = async (model: Model, plan: Plan): Promise<Session> => {
    const own = ++opened
    const load = (name: string, make: () => Uint8Array, threads: number): Promise<Runnable> =>
      graphs.get(`${own} ${name} ${threads}`, async () => {
        const graph = made(name, make)
        onGraph?.(name, graph)
        return runtime.load(graph, threads)
      })
    const layout = isLayoutFree(plan) ? compact(model.parameters, smallTensor) : separate(model.parameters)
    const arranged = arrangement(model, plan, layout, dtype)
    const threads = threadsAmong(runtime.threads)

    const steps = (state: NamedOf<Feed>, step: number, data: HostRows, batches: ReadonlyArray<Minibatch>) => {
      const [given, chosen] = runtime.copies ? narrowed(data, batches) : [data, batches]
      const size = chosen[0]?.rows.length ?? 0
      const columns = columnsOf(data)
      const feeds = {
        ...state,
        ...rowFeeds(given, dtype),
        ...noiseFeeds(chosen, dtype),
        index: indexOf(chosen),
        step: inDtype({ data: Float32Array.of(step), shape: [] }, dtype),
      }
      const name = `train-${size}${suffix(columns)}`
      const make = (): Uint8Array => trainingGraph(model, plan, layout, columns, size, dtype)
      return (count: number) => run(name, load(name, make, count), feeds)
    }

    /** Seconds of a step, by a few on the data at hand whose results are thrown away. */
    const timed = (state: NamedOf<Feed>, data: HostRows, batches: ReadonlyArray<Minibatch>) => {
      const first = batches.slice(0, 1)
      let many = batches.slice(0, 1)
      return async (count: number): Promise<number> => {
        await steps(state, 0, data, first)(count)
        const once = await clock(() => steps(state, 0, data, many)(count))
        const wanted = Math.ceil(trialSeconds / (once / many.length))
        if (wanted <= many.length) return once / many.length
        many = Array.from(
          { length: Math.min(wanted, 512) },
          (_, i) => batches[i % batches.length] ?? batches[0],
        ).filter((batch) => batch !== undefined)
        return (await clock(() => steps(state, 0, data, many)(count))) / many.length
      }
    }

    const trainRun = async (state: State, data: HostRows, batches: ReadonlyArray<Minibatch>): Promise<Trained> => {
      const feeds = arranged.into(state)
      const count = await threads.choose(timed(feeds, data, batches))
      const attempt = async (length: number) => {
        const results = await steps(feeds, state.step, data, batches.slice(0, length))(count)
        const outcomes = Array.from({ length }, (_, i) => outcomeAt(results, i))
        const sound = outcomes.every(({ total }) => Number.isFinite(total)) && numberIn(results, 'sound') === 0
        return { outcomes, sound, state: { ...arranged.back(results), step: state.step + length } }
      }
      const start = performance.now()
      const whole = await attempt(batches.length)
      threads.observe((performance.now() - start) / 1000 / batches.length)
      if (whole.sound) return { state: whole.state, outcomes: whole.outcomes, finite: true }
      // The last step that leads to a finite state is found by halving: steps are the same every time.
      let [good, bad] = [0, batches.length]
      let kept = state
      let { outcomes } = whole
      while (bad - good > 1) {
        const middle = Math.floor((good + bad) / 2)
        const part = await attempt(middle)
        if (part.sound) [good, kept] = [middle, part.state]
        else [bad, outcomes] = [middle, part.outcomes]
      }
      return { state: kept, outcomes: outcomes.slice(0, bad), finite: false }
    }

    const forRows = (
      name: string,
      make: (columns: Columns) => Uint8Array,
      weights: Weights,
      rows: HostRows,
      noise = {},
    ) => {
      const columns = columnsOf(rows)
      const full = `${name}${suffix(columns)}`
      return run(
        full,
        load(full, () => make(columns), most),
        {
          ...weightFeeds(weights),
          ...rowFeeds(rows, dtype),
          ...noise,
        },
      )
    }

    return {
      train: async (state, data, batches) => {
        let current = state
        const outcomes: Array<StepOutcome> = []
        for (const batchesOfOneSize of runsOf(batches)) {
          const trained = await trainRun(current, data, batchesOfOneSize)
          outcomes.push(...trained.outcomes)
          current = trained.state
          if (!trained.finite) return { state: current, outcomes, finite: false }
        }
        return { state: current, outcomes, finite: true }
      },
      differentiate: async (weights, data, batch) => {
        const noise = Named.prefix(
          Named.map(batch.noise, (tensor) => inDtype(tensor, dtype)),
          'noise',
        )
        const make = (columns: Columns) => gradientGraph(model, columns, dtype)
        const results = await forRows('differentiate', make, weights, selectRows(data, batch.rows), noise)
        return { total: numberIn(results, 'total'), gradients: Named.within(results, 'gradients') }
      },
      ask: async (question: Question, weights, rows) => {
        const make = (columns: Columns) => questionGraph(model, question, columns, dtype)
        return Named.get(await forRows(question, make, weights, rows), 'answer')
      },
      evaluate: async (weights, rows) =>
        outcomeAt(await forRows('loss', (columns) => lossGraph(model, columns, dtype), weights, rows), 0),
    }
  }
  let opened = 0
  return { name: runtime.name, dtype, open }
}

const suffix = ({ weight, mask }: Columns): string => `${weight ? '-weighted' : ''}${mask ? '-masked' : ''}`

const clock = async (work: () => Promise<unknown>): Promise<number> => {
  const start = performance.now()
  await work()
  return (performance.now() - start) / 1000
}

const textOf = (error: unknown): string => (error instanceof Error ? error.message : String(error))

/** Builds a graph; what fails is the program, not the runtime. */
const made = (name: string, make: () => Uint8Array): Uint8Array => {
  try {
    return make()
  } catch (error) {
    throw new EngineError(
      {
        fault: 'not compiled',
        where: `the graph "${name}"`,
        expected: 'a model that the compiler can express',
        found: textOf(error),
        remedy: 'use the reference engine, or mend the layer',
      },
      error,
    )
  }
}

const failure = (engine: string, name: string, error: unknown): EngineError =>
  error instanceof EngineError
    ? error
    : new EngineError(
        {
          fault: 'engine failure',
          where: `engine ${engine}, graph "${name}"`,
          expected: 'ONNX Runtime to run it',
          found: textOf(error),
          remedy: 'keep the graph with --dump-graph DIR to look at it, or use --engine reference',
        },
        error,
      )
