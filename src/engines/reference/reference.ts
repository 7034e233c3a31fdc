import type { NdArray } from '../../interpreters/ndarray/index.ts'
import { fastNdarrays } from '../../interpreters/ndarray/index.ts'
import type { Model, Plan, Rows, TrainState } from '../../model/index.ts'
import {
  allGradients,
  allTerms,
  bound,
  decode,
  encode,
  evaluationLoss,
  finalStep,
  loss,
  reconstruct,
  scheduledWeights,
  score,
} from '../../model/index.ts'
import { scalar } from '../../tensor/derived.ts'
import type { Dtype } from '../../tensor/host.ts'
import * as Named from '../../tensor/named.ts'
import { evaluationBatchSize, inferenceBatchSize } from '../batchSizes.ts'
import type { Engine, InferenceMethod, Session } from '../engine.ts'
import { availableMemory } from '../machine.ts'
import { evaluationNoise } from '../noise.ts'
import { selectRows } from '../selectRows.ts'
import type { Arrays, HostArrays } from './hostArrays.ts'
import { arrayOf, hostArrays, rowsOf } from './hostArrays.ts'
import { takeSteps } from './steps.ts'

/** The inference methods of a model in an algebra. */
const inferenceMethods = (A: Arrays, model: Model, { total }: Plan) =>
  ({
    encode: (weights, { x, condition }) => encode(A, model, weights, x, condition),
    decode: (weights, { x, condition }) => decode(A, model, weights, x, condition),
    reconstruct: (weights, { x, condition, mask }) => reconstruct(A, model, weights, x, condition, mask),
    score: (weights, rows) => score(A, model, weights, rows, finalStep(A, total)),
  }) satisfies Record<InferenceMethod, (weights: TrainState<NdArray>, rows: Rows<NdArray>) => NdArray>

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
    const position = finalStep(A, total)
    const samples = Named.map(evaluationNoise(model, rows.x.shape[0] ?? 0), arrayOf)
    const value = evaluationLoss(A, model, weightsOf(weights), rowsOf(rows), position, samples)
    return outcome({
      total: value.total,
      terms: allTerms(value),
      weights: scheduledWeights(A, model, position),
    })
  },
  importanceWeightedBound: async (weights, rows, draws) =>
    host(bound(A, model, weightsOf(weights), rowsOf(rows), arrayOf(draws), finalStep(A, total))),
})

/** An engine that runs every program eagerly, on one thread, in an algebra of ndarrays. */
export const eager = (A: Arrays, dtype: Dtype): Engine => {
  const arrays = hostArrays(A, dtype)
  const open = async (model: Model, plan: Plan): Promise<Session> => {
    const methods = inferenceMethods(A, model, plan)
    return {
      ...losses(A, arrays, model, plan),
      train: async (state, data, batches) => takeSteps(A, arrays, { model, plan }, state, data, batches),
      infer: async (method, weights, rows) => arrays.host(methods[method](arrays.weightsOf(weights), rowsOf(rows))),
      stopsBetweenSteps: false,
      evaluationBatchSize: evaluationBatchSize(model),
      inferenceBatchSize: inferenceBatchSize(model),
      close: async () => undefined,
    }
  }
  return { name: 'reference', dtype, memory: availableMemory, open }
}

/**
 * The reference engine: runs every program on ndarrays. In float64 all other engines are tested against it; in float32,
 * the default, it takes half the memory.
 */
export const reference = (dtype: Dtype = 'float32'): Engine => eager(fastNdarrays(dtype), dtype)
