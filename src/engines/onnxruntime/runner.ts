import type { Model } from '../../model/index.ts'
import type { Dtype, HostTensor } from '../../tensor/host.ts'
import type { Named } from '../../tensor/named.ts'
import { EngineError } from '../engine.ts'
import { notLoaded, notRun } from './engineErrors.ts'
import { cache } from './graphCache.ts'
import type { Feed, Runnable, Runtime } from './runtime.ts'

export interface RunnerOptions {
  readonly dtype: Dtype
  /** Called with every graph before it is loaded. */
  readonly onGraph?: (name: string, graph: Uint8Array) => void
}

/** A graph: its name, unique among the graphs of a model, and how to build it. */
export interface Graph {
  readonly name: string
  readonly make: () => Uint8Array
  /** Whether it gives its memory back after each run, because it seldom runs. */
  readonly releasesMemory?: boolean
}

/** Builds, loads, caches and runs the graphs of a model; every failure becomes an `EngineError`. */
export interface Runner {
  readonly run: (
    graph: Graph,
    threads: number,
    feeds: Named<Feed>,
    outputs?: ReadonlyArray<string>,
  ) => Promise<Named<HostTensor>>
  /** Releases the loaded graphs that match, by default all. They are loaded again when they are run again. */
  readonly release: (matches?: (name: string, threads: number) => boolean) => Promise<void>
}

/** Makes a runner for each model; all runners of a runtime share one cache. */
export const runners = (runtime: Runtime, { dtype, onGraph }: RunnerOptions): ((model: Model) => Runner) => {
  const graphs = cache()
  return (model) => {
    const owner = {}
    const loadNow = async ({ name, make, releasesMemory = false }: Graph, threads: number): Promise<Runnable> => {
      try {
        const bytes = make()
        onGraph?.(name, bytes)
        return await runtime.load(bytes, { threads, dtype, releasesMemory })
      } catch (error) {
        throw error instanceof EngineError ? error : await notLoaded(error, name, model, runtime, dtype)
      }
    }
    return {
      run: async (graph, threads, feeds, outputs) => {
        const runnable = await graphs.get({ owner, name: graph.name, threads }, () => loadNow(graph, threads))
        try {
          return await runnable.run(feeds, outputs)
        } catch (error) {
          throw notRun(error, graph.name, runtime)
        }
      },
      release: (matches = () => true) => graphs.drop((key) => key.owner === owner && matches(key.name, key.threads)),
    }
  }
}
