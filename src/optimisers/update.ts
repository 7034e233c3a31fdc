import type { Codec, Settings } from '../codec/index.ts'
import type { Definition, Definitions } from '../registry/index.ts'
import { taggedCodec } from '../registry/index.ts'
import type { Rate, RateContext, RunPosition } from '../schedules/index.ts'
import type { Named } from '../tensor/named.ts'
import type { Tensor } from '../tensor/tensor.ts'

/** An update as data: its name and its settings. */
export interface UpdateSpec {
  readonly update: string
  readonly [setting: string]: unknown
}

/** An optimiser as data: updates in turn. A monoid under `chain`, with `[]` as identity. */
export type Optimiser = ReadonlyArray<UpdateSpec>

/** The input of an update, with the position in the run: `step` counts the steps before this one, from 0. */
export interface UpdateInput<T> extends RunPosition<T> {
  /** By parameter: the gradient, or the output of the update before. */
  readonly direction: Named<T>
  /** By slot name, then by parameter. */
  readonly slots: Named<Named<T>>
  readonly parameters: Named<T>
  /** The value of the loss, of shape []. */
  readonly loss: T
}

/** The new direction, of which the last one is subtracted from the parameters, and the new slots. */
export interface UpdateOutput<T> {
  readonly direction: Named<T>
  readonly slots: Named<Named<T>>
}

/** A function of directions that may keep tensors between steps. */
export interface Transformation {
  /** The tensors it keeps for each parameter, by name, with their initial value. */
  readonly slots: Named<number>
  readonly run: <T>(A: Tensor<T>, input: UpdateInput<T>) => UpdateOutput<T>
}

/** The properties of an update that hold for all of its settings. */
export interface UpdateProperties {
  /** Whether the direction is linear in the direction before, with coefficients that are not rounded. */
  readonly linear: boolean
  /**
   * Whether the result does not depend on how the entries of the parameters are laid out in tensors: the update works
   * entry by entry or on all of them, never by a parameter's name or shape. Engines may then fuse small parameters.
   */
  readonly layoutFree: boolean
}

/** An update ready to run. */
export interface BuiltUpdate extends Transformation, Pick<UpdateProperties, 'layoutFree'> {}

/** An update as a registry holds it; `defineUpdate` makes it. It is built for parameters of given names. */
export interface UpdateDefinition
  extends Definition<Settings, Codec<Rate>, ReadonlyArray<string>, RateContext, BuiltUpdate>, UpdateProperties {}

/** The updates that a spec may name. */
export type Updates = Definitions<UpdateDefinition>

/** The codec of one update, for the given updates and rates. */
export const updateCodec = (updates: Updates, rate: Codec<Rate>): Codec<UpdateSpec> =>
  taggedCodec('update', 'an update', updates, rate)

/** Optimisers in turn: the input of each is the direction of the one before. */
export const chain = (...optimisers: ReadonlyArray<Optimiser>): Optimiser => optimisers.flat()
