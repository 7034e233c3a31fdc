import type { Model, Plan } from '../../model/index.ts'
import type * as Named from '../../tensor/named.ts'
import { evaluationBatchSize, inferenceBatchSize } from '../batchSizes.ts'
import type { Engine, HostRows, HostWeights, Session } from '../engine.ts'
import { evaluationNoise } from '../noise.ts'
import { selectRows } from '../selectRows.ts'
import { inDtype, noiseFeeds, numberFeed, rowFeeds, weightFeeds } from './feeds.ts'
import { boundGraph, gradientGraph, inferenceGraph, lossGraph } from './graphs.ts'
import { inputNames, outputOf, splitGradients, splitLoss } from './names.ts'
import type { Runner, RunnerOptions } from './runner.ts'
import { runners } from './runner.ts'
import type { Feed, Runtime } from './runtime.ts'
import type { OptionalInputs } from './symbols.ts'
import { graphSuffix, optionalInputsOf } from './symbols.ts'
import { trainer } from './trainer.ts'

export type CompiledOptions = Partial<RunnerOptions>

type Programs = Pick<Session, 'valueAndGradient' | 'infer' | 'evaluate' | 'importanceWeightedBound'>

/** The programs of a model other than training, each a graph that is run on some rows. */
const programs = (
  model: Model,
  plan: Plan,
  runner: Runner,
  { threads, dtype }: { readonly threads: number; readonly dtype: Engine['dtype'] },
): Programs => {
  const run = (
    name: string,
    make: (optional: OptionalInputs) => Uint8Array,
    weights: HostWeights,
    rows: HostRows,
    feeds: Named.Named<Feed> = {},
  ) => {
    const optional = optionalInputsOf(rows)
    const graph = { name: `${name}${graphSuffix(optional)}`, make: () => make(optional) }
    return runner.run(graph, threads, { ...weightFeeds(weights, dtype), ...rowFeeds(rows, dtype), ...feeds })
  }
  return {
    valueAndGradient: async (weights, data, { rows, noise }, step = plan.total - 1) => {
      const make = (optional: OptionalInputs) => gradientGraph(model, plan, optional, dtype)
      const feeds = { ...noiseFeeds(noise, dtype), [inputNames.step]: numberFeed(step, dtype) }
      const results = await run('differentiate', make, weights, selectRows(data, rows), feeds)
      return { total: splitLoss(results).total, gradients: splitGradients(results) }
    },
    infer: async (method, weights, rows) => {
      const make = (optional: OptionalInputs) => inferenceGraph(model, plan, method, optional, dtype)
      return outputOf(await run(method, make, weights, rows))
    },
    evaluate: async (weights, rows) => {
      const make = (optional: OptionalInputs) => lossGraph(model, plan, optional, dtype)
      const samples = noiseFeeds(evaluationNoise(model, rows.x.shape[0] ?? 0), dtype)
      return splitLoss(await run('loss', make, weights, rows, samples))
    },
    importanceWeightedBound: async (weights, rows, draws) => {
      const [, count = 1] = draws.shape
      const make = (optional: OptionalInputs) => boundGraph(model, plan, optional, count, dtype)
      const feeds = { [inputNames.draws]: inDtype(draws, dtype) }
      return outputOf(await run(`bound-${count}`, make, weights, rows, feeds))
    },
  }
}

/** An engine of ONNX Runtime: every program is compiled to a graph; one call takes many training steps. */
export const compiled = (runtime: Runtime, { dtype = 'float32', ...options }: CompiledOptions = {}): Engine => {
  const runnerOf = runners(runtime, { dtype, ...options })
  const threads = runtime.threads.at(-1) ?? 1
  const open: Engine['open'] = async (model, plan): Promise<Session> => {
    const runner = runnerOf(model)
    return {
      ...programs(model, plan, runner, { threads, dtype }),
      train: trainer(model, plan, runner, runtime, dtype),
      stopsBetweenSteps: !runtime.copiesInputs,
      evaluationBatchSize: evaluationBatchSize(model),
      inferenceBatchSize: inferenceBatchSize(model),
      close: () => runner.release(),
    }
  }
  const openEnsemble: Engine['openEnsemble'] = async (model, plan, members) => {
    const runner = runnerOf(model)
    return { train: trainer(model, plan, runner, runtime, dtype, members), close: () => runner.release() }
  }
  return { name: runtime.name, dtype, memory: runtime.memory, open, openEnsemble }
}
