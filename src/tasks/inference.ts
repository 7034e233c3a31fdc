import type { Dataset, TargetRows } from '../data/index.ts'
import { targetRows } from '../data/index.ts'
import type { HostWeights, Session } from '../engines/index.ts'
import type { Model } from '../model/index.ts'
import type { HostTensor } from '../tensor/host.ts'
import { boundOf, infer } from '../training/index.ts'

/**
 * Rows, and what a model makes of them, in the numbers that the model sees (after preprocessing). Each result is computed
 * when it is first asked for and then kept.
 */
export interface Inference {
  readonly model: Model
  readonly weights: HostWeights
  readonly rows: Dataset
  /** What outputs are compared with: the rows themselves, or their target. */
  readonly target: TargetRows
  /** The code of every row, [N, …code]. */
  readonly codes: () => Promise<HostTensor>
  /** The reconstruction of every row: the mean of the likelihood, [N, …target]. */
  readonly output: () => Promise<HostTensor>
  /** The reconstruction loss of every row, [N]. */
  readonly losses: () => Promise<HostTensor>
  /**
   * The importance-weighted bound on log p(x) of every row, for a model in which `boundFault` finds no fault; `alike`: from the
   * same draws for every row.
   */
  readonly bounds: (samples: number, options?: { readonly alike?: boolean }) => Promise<Float64Array>
  /** The mean and the log-variance of every row's code, [N, 2, …code], for a model with a Gaussian code. */
  readonly posterior: () => Promise<HostTensor>
  /** What the decoder makes of any codes, [M, …target]; for a conditional model `codes.condition` is needed. */
  readonly decode: (codes: Dataset) => Promise<HostTensor>
  /** What the decoder gives for any codes, before a likelihood has its say: its parameters, [M, …output]. */
  readonly decoderOutput: (codes: Dataset) => Promise<HostTensor>
  /** What the model makes of any rows that it could see: perturbed ones, for example. */
  readonly of: (rows: Dataset) => Inference
}

/** Gives a session to a task; tasks wait for each other. */
export type UseSession = <A>(task: (session: Session) => Promise<A>) => Promise<A>

/** A computation that runs once, when it is first asked for. */
const once = <A>(compute: () => Promise<A>): (() => Promise<A>) => {
  let result: Promise<A> | undefined
  return () => (result ??= compute())
}

/** What a model makes of rows, by a session. */
export const inferenceOf = (use: UseSession, model: Model, weights: HostWeights, rows: Dataset): Inference => ({
  model,
  weights,
  rows,
  target: targetRows(rows),
  codes: once(() => use((session) => infer(session, 'encode', weights, rows))),
  output: once(() => use((session) => infer(session, 'reconstruct', weights, rows))),
  losses: once(() => use((session) => infer(session, 'score', weights, rows))),
  bounds: (samples, options) => use((session) => boundOf(session, model, weights, rows, { samples, ...options })),
  posterior: once(() => use((session) => infer(session, 'posterior', weights, rows))),
  decode: (codes) => use((session) => infer(session, 'decode', weights, codes)),
  decoderOutput: (codes) => use((session) => infer(session, 'output', weights, codes)),
  of: (others) => inferenceOf(use, model, weights, others),
})
