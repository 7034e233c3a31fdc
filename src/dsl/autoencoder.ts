import type { ConditionSpec, LayerSpec, Net } from '../layers/index.ts'
import type { Head, Loss, OutputSizes } from '../losses/index.ts'
import type { AutoencoderSpec } from '../model/index.ts'
import { version } from '../format/index.ts'
import type { Sizes } from '../tensor/shape.ts'

/** The size found where it or the wanted one is only known when the program runs; else the wanted one. */
type MeetExtent<Found, Wanted> = number extends Found ? Found : number extends Wanted ? Found : Wanted

/** What sizes must be to meet others, any where those are not known: a literal that differs becomes the one that is wanted. */
type Meet<Found extends Sizes, Wanted extends Sizes> = number extends Wanted['length']
  ? Found
  : Found['length'] extends Wanted['length']
    ? { readonly [K in keyof Found]: K extends keyof Wanted ? MeetExtent<Found[K], Wanted[K]> : never }
    : Wanted

/** An autoencoder as a spec file holds it. */
export interface Autoencoder extends AutoencoderSpec {
  readonly isthmus: number
  readonly kind: 'autoencoder'
}

/** Settings that are undefined are left out, as JSON would. */
const plain = ({ input, layers }: { readonly input: Sizes; readonly layers: ReadonlyArray<LayerSpec> }) => ({
  input,
  layers,
})

/**
 * An autoencoder: an encoder, a decoder that takes its code, and a loss that compares what the decoder gives with what the
 * encoder takes, or with the `target`. The decoder gives the sizes of that, or those that the likelihood in the loss wants. Sizes that do
 * not meet and losses that need a tensor which the networks do not expose are errors of the compiler.
 *
 * @example
 * autoencoder({
 *   encoder: pipe(input([784]), dense(128), relu, dense(32)),
 *   decoder: pipe(input([32]), dense(128), relu, dense(784), sigmoid),
 *   loss: mse,
 * })
 */
export const autoencoder = <
  Input extends Sizes,
  Code extends Sizes,
  EncoderAux extends string,
  DecoderInput extends Sizes,
  Output extends Sizes,
  DecoderAux extends string,
  Wants extends Head = never,
  Judged extends Sizes = never,
  Verdict extends Sizes = never,
  const Target extends Sizes = Input,
>(model: {
  readonly encoder: Net<Input, Code, EncoderAux>
  readonly decoder: Net<DecoderInput, Output, DecoderAux> &
    Net<NoInfer<Meet<DecoderInput, Code>>, NoInfer<Meet<Output, OutputSizes<Target, Wants>>>, NoInfer<DecoderAux>>
  readonly loss: Loss<
    NoInfer<EncoderAux | DecoderAux | 'code' | ([Judged] extends [never] ? never : 'discriminator')>,
    Wants
  >
  /** A network from the code to one number, for an adversarial term of the loss. */
  readonly discriminator?: Net<Judged, Verdict, never> &
    Net<NoInfer<Meet<Judged, Code>>, NoInfer<Meet<Verdict, readonly [1]>>, never>
  /** What layers "conditioned" read: `classes(10)`, `columns(2)`. */
  readonly condition?: ConditionSpec
  /** The sizes of what outputs are compared with, where they are not those of the input. */
  readonly target?: Target
}): Autoencoder => ({
  isthmus: version,
  kind: 'autoencoder',
  encoder: plain(model.encoder),
  decoder: plain(model.decoder),
  loss: model.loss.terms,
  ...(model.discriminator === undefined ? {} : { discriminator: plain(model.discriminator) }),
  ...(model.condition === undefined ? {} : { condition: model.condition }),
  ...(model.target === undefined ? {} : { target: model.target }),
})
