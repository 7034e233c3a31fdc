import type { Model } from '../../model/index.ts'
import type { HostTensor } from '../../tensor/host.ts'
import type { Named } from '../../tensor/named.ts'
import { cache } from './graphCache.ts'
import type { Engine } from '../engine.ts'
import { EngineError } from '../engine.ts'
import { failed, notLoaded } from './engineErrors.ts'
import type { Feed, Runnable, Runtime } from './runtime.ts'

export interface RunnerOptions {
  readonly dtype: Engine['dtype']
  /** Is given every graph before it is loaded. */
  readonly onGraph?: (name: string, graph: Uint8Array) => void
}

/** A graph by its name among those of a model, without spaces, how it is made, and whether it seldom runs. */
export interface Graph {
  readonly name: string
  readonly make: () => Uint8Array
  readonly releasesMemory?: boolean
}

/** Builds, loads, keeps and runs the graphs of a model; what fails becomes an `EngineError`. */
export interface Runner {
  readonly run: (
    graph: Graph,
    threads: number,
    feeds: Named<Feed>,
    outputs?: ReadonlyArray<string>,
  ) => Promise<Named<HostTensor>>
  /** Frees what graphs hold: those that match, or all. They are loaded again when they are run again. */
  readonly release: (matches?: (name: string, threads: number) => boolean) => Promise<void>
}

/** A runner for each model; all of a runtime share one cache. */
export const runners = (runtime: Runtime, { dtype, onGraph }: RunnerOptions): ((model: Model) => Runner) => {
  const graphs = cache()
  let count = 0
  return (model) => {
    const own = count++
    const release: Runner['release'] = (matches = () => true) =>
      graphs.drop((key) => {
        const [owner, name = '', threads] = key.split(' ')
        return owner === String(own) && matches(name, Number(threads))
      })
    const load = ({ name, make, releasesMemory = false }: Graph, threads: number): Promise<Runnable> =>
      graphs.get(`${own} ${name} ${threads}`, async () => {
        try {
          const bytes = make()
          onGraph?.(name, bytes)
          return await runtime.load(bytes, { threads, dtype, releasesMemory })
        } catch (error) {
          throw error instanceof EngineError ? error : await notLoaded(error, name, model, runtime, dtype)
        }
      })
    const run: Runner['run'] = async (graph, threads, feeds, outputs) => {
      const runnable = await load(graph, threads)
      try {
        return await runnable.run(feeds, outputs)
      } catch (error) {
        throw failed(error, graph.name, runtime)
      }
    }
    return { run, release }
  }
}
