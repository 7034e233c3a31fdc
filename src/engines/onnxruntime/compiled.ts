import * as Named from '../../tensor/named.ts'
import type { Engine, HostRows, InferenceMethod, Session, State } from '../engine.ts'
import { selectRows } from '../engine.ts'
import { inDtype, numberFeed, rowFeeds, tensorFeeds, weightFeeds } from './feeds.ts'
import { boundGraph, gradientGraph, lossGraph, inferenceGraph } from './graphs.ts'
import { evaluationNoise } from '../noise.ts'
import { inferenceBatchSize, evaluationBatchSize } from './batchSizes.ts'
import type { RunnerOptions } from './runner.ts'
import { runners } from './runner.ts'
import type { Feed, Runtime } from './runtime.ts'
import type { OptionalInputs } from './symbols.ts'
import { optionalInputsOf, graphSuffix } from './symbols.ts'
import { outcomeAt, trainer } from './trainer.ts'

export type CompiledOptions = Partial<RunnerOptions>

/** An engine of ONNX Runtime: every program compiled to a graph, many steps of training inside one call. */
export const compiled = (runtime: Runtime, { dtype = 'float32', ...options }: CompiledOptions = {}): Engine => {
  const runnerOf = runners(runtime, { dtype, ...options })
  const most = runtime.threads.at(-1) ?? 1
  const open: Engine['open'] = async (model, plan): Promise<Session> => {
    const runner = runnerOf(model)
    const forRows = (
      name: string,
      make: (columns: OptionalInputs) => Uint8Array,
      weights: Pick<State, 'parameters' | 'buffers'>,
      rows: HostRows,
      noise: Named.Named<Feed> = {},
    ) => {
      const columns = optionalInputsOf(rows)
      const graph = { name: `${name}${graphSuffix(columns)}`, make: () => make(columns) }
      return runner.run(graph, most, { ...weightFeeds(weights, dtype), ...rowFeeds(rows, dtype), ...noise })
    }
    return {
      train: trainer(model, plan, runner, runtime, dtype),
      valueAndGradient: async (weights, data, { rows, noise }, step = plan.total - 1) => {
        const make = (columns: OptionalInputs) => gradientGraph(model, plan, columns, dtype)
        const chosen = selectRows(data, rows)
        const given = { ...tensorFeeds('noise', noise, dtype), step: numberFeed(step, dtype) }
        const results = await forRows('differentiate', make, weights, chosen, given)
        return { total: outcomeAt(results, 0).total, gradients: Named.within(results, 'gradients') }
      },
      infer: async (question: InferenceMethod, weights, rows) => {
        const make = (columns: OptionalInputs) => inferenceGraph(model, plan, question, columns, dtype)
        return Named.get(await forRows(question, make, weights, rows), 'answer')
      },
      evaluate: async (weights, rows) => {
        const make = (columns: OptionalInputs) => lossGraph(model, plan, columns, dtype)
        const samples = tensorFeeds('noise', evaluationNoise(model, rows.x.shape[0] ?? 0), dtype)
        return outcomeAt(await forRows('loss', make, weights, rows, samples), 0)
      },
      importanceWeightedBound: async (weights, rows, draws) => {
        const [, count = 1] = draws.shape
        const make = (columns: OptionalInputs) => boundGraph(model, plan, columns, count, dtype)
        const given = { draws: inDtype(draws, dtype) }
        return Named.get(await forRows(`bound-${count}`, make, weights, rows, given), 'answer')
      },
      stopsBetweenSteps: !runtime.copiesInputs,
      evaluationBatchSize: evaluationBatchSize(model),
      inferenceBatchSize: inferenceBatchSize(model),
      close: () => runner.release(),
    }
  }
  return { name: runtime.name, dtype, memory: runtime.memory, open }
}
