import type { Settings } from '../codec/index.ts'
import type { BufferSpec, Built, ConditionSpec, Network, Noise, Parameter, Placed } from '../layers/index.ts'
import type { TermDefinition, TermSpec } from '../losses/index.ts'
import type { Rate, Schedules } from '../schedules/index.ts'
import type { Named } from '../tensor/named.ts'
import type { Sizes } from '../tensor/shape.ts'

/** An autoencoder as plain data: what specs hold, what JSON files hold. */
export interface AutoencoderSpec {
  readonly encoder: Network
  readonly decoder: Network
  readonly loss: ReadonlyArray<TermSpec>
  /** A network that tells codes from others, for an adversarial term of the loss. */
  readonly discriminator?: Network
  /** What encoder and decoder are told of every row beside the row. */
  readonly condition?: ConditionSpec
}

/** A term of a loss, ready to run. */
export interface ModelTerm {
  /** Unique within the loss; reports use it. */
  readonly name: string
  /** What its value is multiplied by: a number, or a schedule of the step. */
  readonly weight: Rate
  readonly definition: TermDefinition
  readonly settings: Settings
}

/** A network with its layers for `describe` and as one program. */
export interface ModelNetwork extends Built {
  readonly input: Sizes
  readonly layers: ReadonlyArray<Placed>
}

/** A spec that was elaborated: every shape is known, every name resolved, nothing is drawn or computed yet. */
export interface Model {
  readonly spec: AutoencoderSpec
  readonly input: Sizes
  readonly code: Sizes
  /** What the model is told of every row, and how many entries that has. */
  readonly condition?: { readonly spec: ConditionSpec; readonly width: number }
  readonly encoder: ModelNetwork
  readonly decoder: ModelNetwork
  readonly discriminator?: ModelNetwork
  readonly terms: ReadonlyArray<ModelTerm>
  /** What the weights of the terms may name. */
  readonly schedules: Schedules
  /** Every trainable tensor by full name: `encoder.0.weight`. */
  readonly parameters: Named<Parameter>
  /** The full name of a borrowed tensor → the full name of the parameter that stands for it. */
  readonly aliases: Named<string>
  readonly buffers: Named<BufferSpec>
  readonly noise: Named<Noise>
}
