import * as Named from '../../tensor/named.ts'
import type { Engine, HostRows, Question, Session, State } from '../engine.ts'
import { selectRows } from '../engine.ts'
import { inDtype, numberFeed, rowFeeds, tensorFeeds, weightFeeds } from './feeds.ts'
import { boundGraph, gradientGraph, lossGraph, questionGraph } from './graphs.ts'
import { evaluationNoise } from '../noise.ts'
import { answersAtOnce, rowsAtOnce } from './batchSizes.ts'
import type { RunnerOptions } from './runner.ts'
import { runners } from './runner.ts'
import type { Feed, Runtime } from './runtime.ts'
import type { Columns } from './symbols.ts'
import { columnsOf, labelOf } from './symbols.ts'
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
      make: (columns: Columns) => Uint8Array,
      weights: Pick<State, 'parameters' | 'buffers'>,
      rows: HostRows,
      noise: Named.Named<Feed> = {},
    ) => {
      const columns = columnsOf(rows)
      const graph = { name: `${name}${labelOf(columns)}`, make: () => make(columns) }
      return runner.run(graph, most, { ...weightFeeds(weights, dtype), ...rowFeeds(rows, dtype), ...noise })
    }
    return {
      train: trainer(model, plan, runner, runtime, dtype),
      differentiate: async (weights, data, { rows, noise }, step = plan.total - 1) => {
        const make = (columns: Columns) => gradientGraph(model, plan, columns, dtype)
        const chosen = selectRows(data, rows)
        const given = { ...tensorFeeds('noise', noise, dtype), step: numberFeed(step, dtype) }
        const results = await forRows('differentiate', make, weights, chosen, given)
        return { total: outcomeAt(results, 0).total, gradients: Named.within(results, 'gradients') }
      },
      ask: async (question: Question, weights, rows) => {
        const make = (columns: Columns) => questionGraph(model, plan, question, columns, dtype)
        return Named.get(await forRows(question, make, weights, rows), 'answer')
      },
      evaluate: async (weights, rows) => {
        const make = (columns: Columns) => lossGraph(model, plan, columns, dtype)
        const samples = tensorFeeds('noise', evaluationNoise(model, rows.x.shape[0] ?? 0), dtype)
        return outcomeAt(await forRows('loss', make, weights, rows, samples), 0)
      },
      bound: async (weights, rows, draws) => {
        const [, count = 1] = draws.shape
        const make = (columns: Columns) => boundGraph(model, plan, columns, count, dtype)
        const given = { draws: inDtype(draws, dtype) }
        return Named.get(await forRows(`bound-${count}`, make, weights, rows, given), 'answer')
      },
      stopsBetweenSteps: !runtime.copies,
      rowsAtOnce: rowsAtOnce(model),
      answersAtOnce: answersAtOnce(model),
      close: () => runner.release(),
    }
  }
  return { name: runtime.name, dtype, memory: runtime.memory, open }
}
