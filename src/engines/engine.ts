import type { HostTensor } from '../data/safetensors.ts'
import type { Model, Plan } from '../model/index.ts'
import type { Named } from '../tensor/named.ts'

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
}

/** One minibatch with the noise that is drawn for it. */
export interface Minibatch {
  readonly rows: HostRows
  readonly noise: Named<HostTensor>
}

/** What a step tells. */
export interface StepOutcome {
  readonly total: number
  readonly terms: Named<number>
  /** The squared norm of each parameter's gradient. */
  readonly norms: Named<number>
}

/** The state after some steps. If a step was not finite, the state is the one before it and the outcome is last. */
export interface Trained {
  readonly state: State
  readonly outcomes: ReadonlyArray<StepOutcome>
  readonly finite: boolean
}

/** What a model may be asked for, row by row and without noise. */
export type Question = 'encode' | 'decode' | 'reconstruct' | 'score'

/** A model that an engine is ready to run. */
export interface Session {
  readonly train: (state: State, batches: ReadonlyArray<Minibatch>) => Promise<Trained>
  readonly ask: (
    question: Question,
    state: Pick<State, 'parameters' | 'buffers'>,
    rows: HostRows,
  ) => Promise<HostTensor>
  /** The loss of rows without noise. */
  readonly evaluate: (
    state: Pick<State, 'parameters' | 'buffers'>,
    rows: HostRows,
  ) => Promise<Omit<StepOutcome, 'norms'>>
}

/** What runs programs: training and tasks take it as an argument. */
export interface Engine {
  readonly name: string
  /** The dtype its numbers have. */
  readonly dtype: 'float32' | 'float64'
  readonly open: (model: Model, plan: Plan) => Promise<Session>
}
