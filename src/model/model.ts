import type { BufferSpec, Built, ConditionSpec, Network, Noise, Parameter, Placed } from '../layers/index.ts'
import type { BuiltTerm, TermSpec } from '../losses/index.ts'
import type { BuiltSchedule, Rate } from '../schedules/index.ts'
import type { Named } from '../tensor/named.ts'
import type { Sizes } from '../tensor/shape.ts'

/** An autoencoder as plain data: what specs hold, what JSON files hold. */
export interface AutoencoderSpec {
  readonly encoder: Network
  readonly decoder: Network
  readonly loss: ReadonlyArray<TermSpec>
  /** The discriminator of an adversarial term of the loss. */
  readonly discriminator?: Network
  /** The conditioning input of encoder and decoder. */
  readonly condition?: ConditionSpec
  /** The sizes of the target, if they are not those of the input. */
  readonly target?: Sizes
}

/** A term of a loss, built for the sizes of the model. */
export interface ModelTerm {
  /** Unique within the loss; reports use it. */
  readonly name: string
  /** The factor of its value: a number, or a schedule. */
  readonly coefficient: Rate
  /** The coefficient, ready to run. */
  readonly coefficientAt: BuiltSchedule
  readonly spec: TermSpec
  /** Its index in the loss of the spec; the names of its noise begin with `loss.<index>`. */
  readonly index: number
  readonly built: BuiltTerm
}

/** A network: its layers, for `describe`, and the whole as one program. */
export interface ModelNetwork extends Built {
  readonly input: Sizes
  readonly layers: ReadonlyArray<Placed>
}

/** An elaborated spec: every shape is known and every name resolved; nothing is drawn or computed yet. */
export interface Model {
  readonly spec: AutoencoderSpec
  readonly input: Sizes
  readonly code: Sizes
  /** The sizes of what outputs are compared with. */
  readonly target: Sizes
  /** What the decoder gives; those of the target unless a likelihood wants others. */
  readonly output: Sizes
  /** The conditioning input, with the number of its entries. */
  readonly condition?: { readonly spec: ConditionSpec; readonly width: number }
  readonly encoder: ModelNetwork
  readonly decoder: ModelNetwork
  readonly discriminator?: ModelNetwork
  readonly terms: ReadonlyArray<ModelTerm>
  /** Every trainable tensor by full name: `encoder.0.weight`. */
  readonly parameters: Named<Parameter>
  /** The full name of a shared tensor → the full name of the parameter that it shares. */
  readonly aliases: Named<string>
  readonly buffers: Named<BufferSpec>
  readonly noise: Named<Noise>
}
