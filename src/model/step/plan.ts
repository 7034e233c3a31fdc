import type { BuiltUpdate } from '../../optimisers/index.ts'
import type { Named } from '../../tensor/named.ts'
import type { Weights } from '../programs/networks.ts'

/** The optimisers of a training run, ready to run, and its length. */
export interface Plan {
  /** Of encoder and decoder. */
  readonly optimiser: ReadonlyArray<BuiltUpdate>
  /** Of the discriminator, if the model has one. */
  readonly discriminator?: ReadonlyArray<BuiltUpdate>
  /** The number of steps in the whole run. */
  readonly total: number
}

/** What training changes. A value: a step makes a new one. */
export interface TrainState<T> extends Weights<T> {
  /** By `update.slot.parameter`: `0.m.encoder.0.weight`. */
  readonly slots: Named<T>
  /** The number of steps taken, of shape []. */
  readonly step: T
}

/** Whether the result does not depend on how the entries of the parameters are laid out in tensors. */
export const isLayoutFree = ({ optimiser, discriminator = [] }: Plan): boolean =>
  [...optimiser, ...discriminator].every(({ layoutFree }) => layoutFree)
