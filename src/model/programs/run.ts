import type { Stage, StageInput } from '../../layers/index.ts'
import type { Named } from '../../tensor/named.ts'
import type { Tensor } from '../../tensor/tensor.ts'
import type { Model } from '../model.ts'
import type { Weights } from './networks.ts'
import { inputOf } from './networks.ts'
import type { Rows } from './rows.ts'
import type { RunPosition } from './weight.ts'

/** The arguments of a loss. */
export interface LossInput<T> {
  readonly A: Tensor<T>
  readonly model: Model
  readonly weights: Weights<T>
  /** All random numbers, by full name. */
  readonly noise: Named<T>
  readonly rows: Rows<T>
  readonly position: RunPosition<T>
}

/** A network with its input and its result. */
interface NetworkRun<T> extends Stage<T> {
  readonly input: StageInput<T>
}

/** One run of encoder and decoder, which the terms of the loss and its gradients share. */
export interface Run<T> extends LossInput<T> {
  readonly encoder: NetworkRun<T>
  readonly decoder: NetworkRun<T>
}

/** The input of a network for these rows, under its own names. */
export const networkInput = <T>(
  { model, weights, noise, rows }: LossInput<T>,
  name: 'encoder' | 'decoder' | 'discriminator',
  x: T = rows.x,
): StageInput<T> => inputOf(model, name, { ...weights, noise, x, condition: rows.condition })

/** Runs encoder and decoder. */
export const runNetworks = <T>(given: LossInput<T>): Run<T> => {
  const { A, model } = given
  const encoderInput = networkInput(given, 'encoder')
  const encoder = model.encoder.program(A, encoderInput)
  const decoderInput = networkInput(given, 'decoder', encoder.y)
  const decoder = model.decoder.program(A, decoderInput)
  return { ...given, encoder: { ...encoder, input: encoderInput }, decoder: { ...decoder, input: decoderInput } }
}
