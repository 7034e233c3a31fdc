import { runOnSymbols } from '../../layers/index.ts'
import type { Model } from '../../model/index.ts'
import type { Dtype } from '../../tensor/host.ts'
import { EngineError } from '../engine.ts'
import { layerGraph } from './graphs.ts'
import type { Runtime } from './runtime.ts'

const textOf = (error: unknown): string =>
  (error instanceof Error ? error.message : String(error)).split('\n')[0]?.trim() ?? ''

/** Matches the out-of-memory messages of ONNX Runtime, WebAssembly and JavaScript. */
const outOfMemory = /bad[_ ]alloc|failed to allocate|allocation failed|out of memory|\bOOM\b|enlarge memory/i

/** The first layer whose graph alone cannot be built and loaded, if there is one. */
const failingLayer = async (model: Model, runtime: Runtime, dtype: Dtype): Promise<string | undefined> => {
  for (const network of ['encoder', 'decoder', 'discriminator'] as const)
    for (const [i, { spec, input, built }] of model[network]?.layers.entries() ?? [])
      try {
        const graph = layerGraph(runOnSymbols(built, input), built.output, dtype)
        const runnable = await runtime.load(graph, { threads: 1, dtype })
        await runnable.release()
      } catch {
        return `${network}.layers[${i}] (${spec.layer})`
      }
  return undefined
}

const tooLarge = (error: unknown, name: string, runtime: Runtime): EngineError =>
  new EngineError(
    {
      fault: 'too large',
      where: `engine ${runtime.name}, graph "${name}"`,
      expected: 'enough memory for it',
      found: textOf(error),
      remedy: 'use a smaller batch or narrower layers, or end other programs',
    },
    error,
  )

/** The error where a graph of a model could not be built or loaded. */
export const notLoaded = async (
  error: unknown,
  name: string,
  model: Model,
  runtime: Runtime,
  dtype: Dtype,
): Promise<EngineError> => {
  if (outOfMemory.test(textOf(error))) return tooLarge(error, name, runtime)
  const layer = await failingLayer(model, runtime, dtype)
  const fault = {
    fault: 'not compiled',
    where: layer ?? `the graph "${name}" of the loss, the optimiser or the layers together`,
    expected: `a program that ONNX Runtime supports in ${dtype}`,
    found: textOf(error),
    remedy: 'use the reference engine, or write the layer with other primitives; --dump-graph DIR saves the graph',
  }
  return new EngineError(fault, error)
}

/** The error where a loaded graph failed to run. */
export const notRun = (error: unknown, name: string, runtime: Runtime): EngineError =>
  outOfMemory.test(textOf(error))
    ? tooLarge(error, name, runtime)
    : new EngineError(
        {
          fault: 'engine failure',
          where: `engine ${runtime.name}, graph "${name}"`,
          expected: 'ONNX Runtime to run it',
          found: textOf(error),
          remedy: 'save the graph with --dump-graph DIR to inspect it, or use the reference engine',
        },
        error,
      )
