import { runOnSymbols } from '../../layers/index.ts'
import type { Model } from '../../model/index.ts'
import type { Engine } from '../engine.ts'
import { EngineError } from '../engine.ts'
import { layerGraph } from './graphs.ts'
import type { Runtime } from './runtime.ts'

const textOf = (error: unknown): string =>
  (error instanceof Error ? error.message : String(error)).split('\n')[0]?.trim() ?? ''

/** What ONNX Runtime, WebAssembly and JavaScript say where memory ends. */
const outOfMemory = /bad[_ ]alloc|failed to allocate|allocation failed|out of memory|\bOOM\b|enlarge memory/i

/** The first layer that cannot be made a graph and loaded by itself, if there is one. */
const culprit = async (model: Model, runtime: Runtime, dtype: Engine['dtype']): Promise<string | undefined> => {
  for (const part of ['encoder', 'decoder', 'discriminator'] as const)
    for (const [i, { spec, input, built }] of model[part]?.layers.entries() ?? [])
      try {
        const graph = layerGraph(runOnSymbols(built, input), built.output, dtype)
        const runnable = await runtime.load(graph, { threads: 1, dtype })
        await runnable.release()
      } catch {
        return `${part}.layers[${i}] (${spec.layer})`
      }
  return undefined
}

const tooLarge = (error: unknown, name: string, runtime: Runtime): EngineError =>
  new EngineError(
    {
      fault: 'too large',
      where: `engine ${runtime.name}, graph "${name}"`,
      expected: 'memory for it',
      found: textOf(error),
      remedy: 'take a smaller batch or narrower layers, or end other programs',
    },
    error,
  )

/** Why a graph of a model could not be made and loaded. */
export const notLoaded = async (
  error: unknown,
  name: string,
  model: Model,
  runtime: Runtime,
  dtype: Engine['dtype'],
): Promise<EngineError> => {
  if (outOfMemory.test(textOf(error))) return tooLarge(error, name, runtime)
  const layer = await culprit(model, runtime, dtype)
  const fault = {
    fault: 'not compiled',
    where: layer ?? `the graph "${name}" of the loss, the optimiser or the layers together`,
    expected: `a program that ONNX Runtime can run in ${dtype}`,
    found: textOf(error),
    remedy: 'use the reference engine, or write it with other primitives; --dump-graph DIR keeps the graph',
  }
  return new EngineError(fault, error)
}

/** Why a graph that was loaded did not run. */
export const failed = (error: unknown, name: string, runtime: Runtime): EngineError =>
  outOfMemory.test(textOf(error))
    ? tooLarge(error, name, runtime)
    : new EngineError(
        {
          fault: 'engine failure',
          where: `engine ${runtime.name}, graph "${name}"`,
          expected: 'ONNX Runtime to run it',
          found: textOf(error),
          remedy: 'keep the graph with --dump-graph DIR to look at it, or use the reference engine',
        },
        error,
      )
