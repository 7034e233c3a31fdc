import type { Fault } from '../codec/index.ts'
import { drawFault } from '../codec/index.ts'
import type { Model, Plan, Rows, Weights } from '../model/index.ts'
import type { Dtype, HostTensor } from '../tensor/host.ts'
import type { Named } from '../tensor/named.ts'

/** The trained tensors of a model, outside any interpreter: its parameters and buffers. */
export type HostWeights = Weights<HostTensor>

/** What training changes, outside any interpreter. Immutable: each training step makes a new one. */
export interface State extends HostWeights {
  /** The tensors that the optimiser keeps for each parameter. */
  readonly slots: Named<HostTensor>
  /** The number of steps taken. */
  readonly step: number
}

/** Rows of data outside any interpreter, x of shape [N, …input]. */
export type HostRows = Rows<HostTensor>

/** One minibatch: the indices of its rows in the data, and the noise drawn for them. */
export interface Minibatch {
  readonly rows: Uint32Array
  readonly noise: Named<HostTensor>
}

/** The losses of one step. */
export interface StepOutcome {
  readonly total: number
  readonly terms: Named<number>
  /** The weights of those terms whose weight follows a schedule. */
  readonly weights: Named<number>
}

/**
 * The result of some training steps. If a step's loss, or the state it leads to, is not finite, `state` is the one
 * before that step and its outcome is the last.
 */
export interface Trained {
  readonly state: State
  readonly outcomes: ReadonlyArray<StepOutcome>
  readonly finite: boolean
  /** The time that the steps took, without that of any tuning before them. */
  readonly seconds: number
}

/**
 * The inference methods of a model: row by row, without noise. `decode` and `output` take codes: one gives the rows that are
 * expected, the other what the decoder gives, such as the parameters of a likelihood. `posterior` gives the mean and the
 * log-variance of a Gaussian code.
 */
export type InferenceMethod = 'encode' | 'decode' | 'output' | 'posterior' | 'reconstruct' | 'score'

/** The loss of some rows under some noise, with the gradient of every parameter. */
export interface ValueAndGradient {
  readonly total: number
  readonly gradients: Named<HostTensor>
}

/** A model that an engine is ready to run. Its functions reject with `EngineError` where the engine itself fails. */
export interface Session {
  /**
   * Trains on minibatches of the data, one step each, in order. An engine may keep a reference to the data between
   * calls. Takes all steps, unless the signal is aborted: then at least one. There is one outcome for each step taken.
   */
  readonly train: (
    state: State,
    data: HostRows,
    batches: ReadonlyArray<Minibatch>,
    signal?: AbortSignal,
  ) => Promise<Trained>
  /** Uses the weights that the terms of the loss have at `step`, by default the last step of the plan. */
  readonly valueAndGradient: (
    weights: HostWeights,
    data: HostRows,
    batch: Minibatch,
    step?: number,
  ) => Promise<ValueAndGradient>
  readonly infer: (method: InferenceMethod, weights: HostWeights, rows: HostRows) => Promise<HostTensor>
  /** The loss of rows without noise, its terms weighted as in the last step of the plan. */
  readonly evaluate: (weights: HostWeights, rows: HostRows) => Promise<StepOutcome>
  /**
   * The importance-weighted bound on log p(x) of each row, [N], from noise draws [N, k, …code]. Only for a model in
   * which `boundFault` finds no fault.
   */
  readonly importanceWeightedBound: (weights: HostWeights, rows: HostRows, draws: HostTensor) => Promise<HostTensor>
  /** Whether aborting the signal ends `train` after the current step; otherwise it ends after all steps of the call. */
  readonly stopsBetweenSteps: boolean
  /** The number of rows to evaluate in one call: fewer where a row takes much memory, or many codes are drawn for it. */
  readonly evaluationBatchSize: number
  /** The number of rows to infer in one call: fewer where a row takes much memory. */
  readonly inferenceBatchSize: number
  /** Frees what the engine holds for the model, once no call is running. Later calls still work: they load it again. */
  readonly close: () => Promise<void>
}

/** Runs the programs of a model: training and tasks take it as an argument. */
export interface Engine {
  readonly name: string
  readonly dtype: Dtype
  /** The number of bytes that can still be allocated, or undefined where that is unknown. */
  readonly memory: () => number | undefined
  readonly open: (model: Model, plan: Plan) => Promise<Session>
  /**
   * Opens a model for several members that take their steps at once, in one graph. All tensors of the state and of the
   * noise are stacked by member, the rows of a minibatch are those of one member after the other, and there is an outcome
   * for each step and member in turn. Engines that run no graphs have none.
   */
  readonly openEnsemble?: (model: Model, plan: Plan, members: number) => Promise<Pick<Session, 'train' | 'close'>>
}

/** An engine cannot run a program; the fault says why, and what helps. */
export class EngineError extends Error {
  readonly fault: Fault

  constructor(fault: Fault, cause?: unknown) {
    super(drawFault(fault), { cause })
    this.name = 'EngineError'
    this.fault = fault
  }
}
