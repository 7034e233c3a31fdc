import { fastNdarrays } from '../../interpreters/ndarray/index.ts'
import type { Model, Plan } from '../../model/index.ts'
import { allGradients, bound, finalStep, loss } from '../../model/index.ts'
import { scalar } from '../../tensor/derived.ts'
import type { Dtype } from '../../tensor/host.ts'
import * as Named from '../../tensor/named.ts'
import { evaluationBatchSize, inferenceBatchSize } from '../batchSizes.ts'
import type { Engine, Session } from '../engine.ts'
import { evaluateWith, inferWith } from '../inference.ts'
import { availableMemory } from '../machine.ts'
import { evaluationNoise } from '../noise.ts'
import { selectRows } from '../selectRows.ts'
import type { Arrays, HostArrays } from './hostArrays.ts'
import { arrayOf, hostArrays, rowsOf } from './hostArrays.ts'
import { takeSteps } from './steps.ts'

/** The losses of a model in an algebra: with their gradient, and without noise. */
const losses = (
  A: Arrays,
  { host, number, outcome, weightsOf }: HostArrays,
  model: Model,
  { total }: Plan,
): Pick<Session, 'valueAndGradient' | 'evaluate' | 'importanceWeightedBound'> => ({
  valueAndGradient: async (weights, data, { rows, noise }, step = total - 1) => {
    const batch = rowsOf(selectRows(data, rows))
    const position = { step: scalar(A, step), total }
    const value = loss(A, model, weightsOf(weights), Named.map(noise, arrayOf), batch, position)
    return { total: number(value.total), gradients: Named.map(allGradients(value), host) }
  },
  evaluate: async (weights, rows) => {
    const samples = Named.map(evaluationNoise(model, rows.x.shape[0] ?? 0), arrayOf)
    return outcome(evaluateWith(A, model, weightsOf(weights), rowsOf(rows), total, samples))
  },
  importanceWeightedBound: async (weights, rows, draws) =>
    host(bound(A, model, weightsOf(weights), rowsOf(rows), arrayOf(draws), finalStep(A, total))),
})

/** An engine that runs every program eagerly, on one thread, in an algebra of ndarrays. */
export const eager = (A: Arrays, dtype: Dtype): Engine => {
  const arrays = hostArrays(A, dtype)
  const open = async (model: Model, plan: Plan): Promise<Session> => ({
    ...losses(A, arrays, model, plan),
    train: async (state, data, batches) => takeSteps(A, arrays, { model, plan }, state, data, batches),
    infer: async (method, weights, rows) =>
      arrays.host(inferWith(A, method, model, arrays.weightsOf(weights), rowsOf(rows), plan.total)),
    stopsBetweenSteps: false,
    evaluationBatchSize: evaluationBatchSize(model),
    inferenceBatchSize: inferenceBatchSize(model),
    close: async () => undefined,
  })
  return { name: 'reference', dtype, memory: availableMemory, open }
}

/**
 * The reference engine: runs every program on ndarrays. In float64 all other engines are tested against it; in float32,
 * the default, it takes half the memory.
 */
export const reference = (dtype: Dtype = 'float32'): Engine => eager(fastNdarrays(dtype), dtype)
