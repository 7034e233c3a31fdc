import type { HostTensor } from '../tensor/host.ts'
import type { Dtype, NdArray } from '../interpreters/ndarray/index.ts'
import { fastNdarrays, numbersOf, wrap } from '../interpreters/ndarray/index.ts'
import type { Model, Plan, Rows, TrainState } from '../model/index.ts'
import {
  bound,
  decode,
  encode,
  allGradients,
  allTerms,
  finalStep,
  loss,
  evaluationLoss,
  reconstruct,
  scheduledWeights,
  score,
  step,
} from '../model/index.ts'
import { scalar } from '../tensor/derived.ts'
import * as Named from '../tensor/named.ts'
import type { Readable, Tensor } from '../tensor/tensor.ts'
import type { Engine, HostRows, Minibatch, InferenceMethod, Session, State, StepOutcome, Trained } from './engine.ts'
import { selectRows } from './engine.ts'
import { availableMemory } from './onnxruntime/host.ts'
import { evaluationNoise } from './noise.ts'
import { inferenceBatchSize, evaluationBatchSize } from './onnxruntime/batchSizes.ts'

const given = ({ data, shape }: HostTensor): NdArray => wrap(data, shape)

const rowsOf = ({ x, weight, mask, condition }: HostRows): Rows<NdArray> => ({
  x: given(x),
  ...(weight === undefined ? {} : { weight: given(weight) }),
  ...(mask === undefined ? {} : { mask: given(mask) }),
  ...(condition === undefined ? {} : { condition: given(condition) }),
})

const isFinite = (state: State): boolean =>
  [state.parameters, state.buffers, state.slots].every((named) =>
    Object.values(named).every(({ data }) => data.every(Number.isFinite)),
  )

/** An engine that runs every program eagerly, on one thread, in an algebra of ndarrays. */
export const eager = (A: Tensor<NdArray> & Readable<NdArray>, dtype: Dtype): Engine => {
  const host = (a: NdArray): HostTensor => ({ shape: [...a.shape], data: numbersOf(dtype, a) })
  const number = (a: NdArray): number => A.read(a)[0] ?? Number.NaN
  const inside = (state: State): TrainState<NdArray> => ({
    parameters: Named.map(state.parameters, given),
    buffers: Named.map(state.buffers, given),
    slots: Named.map(state.slots, given),
    step: scalar(A, state.step),
  })
  const outside = (state: TrainState<NdArray>): State => ({
    parameters: Named.map(state.parameters, host),
    buffers: Named.map(state.buffers, host),
    slots: Named.map(state.slots, host),
    step: number(state.step),
  })
  const trainWith = (
    model: Model,
    plan: Plan,
    state: State,
    data: HostRows,
    batches: ReadonlyArray<Minibatch>,
  ): Trained => {
    let current = state
    const outcomes: Array<StepOutcome> = []
    const start = performance.now()
    const trained = (finite: boolean): Trained => ({
      state: current,
      outcomes,
      finite,
      seconds: (performance.now() - start) / 1000,
    })
    for (const { rows, noise } of batches) {
      const chosen = rowsOf(selectRows(data, rows))
      const { state: next, report } = step(A, model, plan, inside(current), Named.map(noise, given), chosen)
      const outcome = {
        total: number(report.total),
        terms: Named.map(report.terms, number),
        weights: Named.map(report.weights, number),
      }
      outcomes.push(outcome)
      const after = { ...outside(next), step: current.step + 1 }
      if (!Number.isFinite(outcome.total) || !isFinite(after)) return trained(false)
      current = after
    }
    return trained(true)
  }
  const programs = {
    encode: (model, weights, { x, condition }) => encode(A, model, weights, x, condition),
    decode: (model, weights, { x, condition }) => decode(A, model, weights, x, condition),
    reconstruct: (model, weights, { x, condition }) => reconstruct(A, model, weights, x, condition),
    score: (model, weights, rows, total) => score(A, model, weights, rows, finalStep(A, total)),
  } satisfies Record<
    InferenceMethod,
    (model: Model, weights: TrainState<NdArray>, rows: Rows<NdArray>, total: number) => NdArray
  >
  const weightsOf = (state: Pick<State, 'parameters' | 'buffers'>): TrainState<NdArray> =>
    inside({ ...state, slots: {}, step: 0 })
  const open = async (model: Model, plan: Plan): Promise<Session> => ({
    train: async (state, data, batches) => trainWith(model, plan, state, data, batches),
    valueAndGradient: async (weights, data, { rows, noise }, step = plan.total - 1) => {
      const value = loss(A, model, weightsOf(weights), Named.map(noise, given), rowsOf(selectRows(data, rows)), {
        step: scalar(A, step),
        total: plan.total,
      })
      return { total: number(value.total), gradients: Named.map(allGradients(value), host) }
    },
    infer: async (question, state, rows) => host(programs[question](model, weightsOf(state), rowsOf(rows), plan.total)),
    evaluate: async (state, rows) => {
      const moment = finalStep(A, plan.total)
      const samples = Named.map(evaluationNoise(model, rows.x.shape[0] ?? 0), given)
      const value = evaluationLoss(A, model, weightsOf(state), rowsOf(rows), moment, samples)
      return {
        total: number(value.total),
        terms: Named.map(allTerms(value), number),
        weights: Named.map(scheduledWeights(A, model, moment), number),
      }
    },
    importanceWeightedBound: async (state, rows, draws) =>
      host(bound(A, model, weightsOf(state), rowsOf(rows), given(draws), finalStep(A, plan.total))),
    stopsBetweenSteps: false,
    evaluationBatchSize: evaluationBatchSize(model),
    inferenceBatchSize: inferenceBatchSize(model),
    close: async () => undefined,
  })
  return { name: 'reference', dtype, memory: availableMemory, open }
}

/**
 * The reference engine: every program on ndarrays. In float64 it is what every other engine is measured against; in
 * float32, the default, it takes half the memory.
 */
export const reference = (dtype: Dtype = 'float32'): Engine => eager(fastNdarrays(dtype), dtype)
