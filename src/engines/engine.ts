import type { Fault } from '../codec/index.ts'
import { drawFault } from '../codec/index.ts'
import { copyRows } from '../data/index.ts'
import type { HostTensor } from '../tensor/host.ts'
import type { Model, Plan } from '../model/index.ts'
import type { Named } from '../tensor/named.ts'
import { product } from '../tensor/shape.ts'

/** What training changes, outside any interpreter. A value: an engine makes new ones. */
export interface State {
  readonly parameters: Named<HostTensor>
  readonly buffers: Named<HostTensor>
  readonly slots: Named<HostTensor>
  /** How many steps were taken. */
  readonly step: number
}

/** Rows as an engine takes them, [N, …input]. */
export interface HostRows {
  readonly x: HostTensor
  readonly weight?: HostTensor
  readonly mask?: HostTensor
  /** [N, width]: what the model is told of each row, if it has a condition. */
  readonly condition?: HostTensor
}

/** One minibatch: which rows of the data, and the noise that is drawn for them. */
export interface Minibatch {
  readonly rows: Uint32Array
  readonly noise: Named<HostTensor>
}

/** What a step tells. */
export interface StepOutcome {
  readonly total: number
  readonly terms: Named<number>
  /** The weights of the terms whose weights change from step to step. */
  readonly weights: Named<number>
}

/**
 * The state after some steps. If a step's loss, or the state that it leads to, was not finite, the state is the one
 * before that step and its outcome is the last.
 */
export interface Trained {
  readonly state: State
  readonly outcomes: ReadonlyArray<StepOutcome>
  readonly finite: boolean
  /** How long the steps took; what an engine tries beforehand does not count. */
  readonly seconds: number
}

/** What a model may be asked for, row by row and without noise. */
export type InferenceMethod = 'encode' | 'decode' | 'reconstruct' | 'score'

type Weights = Pick<State, 'parameters' | 'buffers'>

/** The loss of some rows under some noise, with the gradient of every parameter. */
export interface ValueAndGradient {
  readonly total: number
  readonly gradients: Named<HostTensor>
}

/** A model that an engine is ready to run. Its functions throw `EngineError` where the engine itself fails. */
export interface Session {
  /**
   * Steps in turn over minibatches of the data. The data stays where it is: engines may hold on to it between calls.
   * All steps are taken, unless a signal is aborted: then at least one, with as many outcomes.
   */
  readonly train: (
    state: State,
    data: HostRows,
    batches: ReadonlyArray<Minibatch>,
    signal?: AbortSignal,
  ) => Promise<Trained>
  /** With the weights that the terms of the loss have at a step, the run's last by default. */
  readonly valueAndGradient: (
    weights: Weights,
    data: HostRows,
    batch: Minibatch,
    step?: number,
  ) => Promise<ValueAndGradient>
  readonly infer: (question: InferenceMethod, weights: Weights, rows: HostRows) => Promise<HostTensor>
  /** The loss of rows without noise, its terms weighted as in the run's last step. */
  readonly evaluate: (weights: Weights, rows: HostRows) => Promise<StepOutcome>
  /**
   * The importance-weighted bound of log p(x) of every row, [N], by codes of draws of noise [N, k, …code]; only for a
   * model that `boundFault` finds nothing wrong with.
   */
  readonly importanceWeightedBound: (weights: Weights, rows: HostRows, draws: HostTensor) => Promise<HostTensor>
  /** Whether `train` ends after the step under way when its signal is aborted, and not after all of them. */
  readonly stopsBetweenSteps: boolean
  /** How many rows may be evaluated at a time: fewer where each takes much memory, or many codes are drawn for it. */
  readonly evaluationBatchSize: number
  /** How many rows may be asked for at a time: fewer where each takes much memory. */
  readonly inferenceBatchSize: number
  /** Frees what the engine holds for the model, when nothing of it runs. What is asked afterwards works all the same. */
  readonly close: () => Promise<void>
}

/** What runs programs: training and tasks take it as an argument. */
export interface Engine {
  readonly name: string
  /** The dtype its numbers have. */
  readonly dtype: 'float32' | 'float64'
  /** How many bytes it can still have, where that is known. */
  readonly memory: () => number | undefined
  readonly open: (model: Model, plan: Plan) => Promise<Session>
}

/** An engine that cannot do what it is asked, as a fault that says why and what helps. */
export class EngineError extends Error {
  readonly fault: Fault

  constructor(fault: Fault, cause?: unknown) {
    super(drawFault(fault), { cause })
    this.name = 'EngineError'
    this.fault = fault
  }
}

const sameKind = (data: HostTensor['data'], length: number): HostTensor['data'] =>
  data instanceof Float64Array ? new Float64Array(length) : new Float32Array(length)

const select = ({ data, shape }: HostTensor, rows: ArrayLike<number>): HostTensor => {
  const sizes = shape.slice(1)
  const width = product(sizes)
  return { shape: [rows.length, ...sizes], data: copyRows(data, rows, width, sameKind(data, rows.length * width)) }
}

/** Rows that were chosen from others, copied together. */
export const selectRows = (data: HostRows, rows: ArrayLike<number>): HostRows => ({
  x: select(data.x, rows),
  ...(data.weight === undefined ? {} : { weight: select(data.weight, rows) }),
  ...(data.mask === undefined ? {} : { mask: select(data.mask, rows) }),
  ...(data.condition === undefined ? {} : { condition: select(data.condition, rows) }),
})
