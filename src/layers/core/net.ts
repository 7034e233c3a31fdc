import type { Sizes } from '../../tensor/shape.ts'

/** A layer as data: its name and its settings, plain JSON. Its definition says which settings it has. */
export interface LayerSpec {
  readonly layer: string
  readonly [setting: string]: unknown
}

declare const inferred: unique symbol

/**
 * A network as data: the sizes of one example, and the layers. The type knows more than the value: the sizes of the
 * output, and the names of the aux tensors that losses may read.
 */
export interface Net<Input extends Sizes, Output extends Sizes, Aux extends string> {
  readonly input: Input
  readonly layers: ReadonlyArray<LayerSpec>
  readonly [inferred]: { readonly output: Output; readonly aux: Aux }
}

/** A network of which the compiler knows no more than the value. */
export interface Network {
  readonly input: Sizes
  readonly layers: ReadonlyArray<LayerSpec>
}

/** The one place where a type is stated rather than inferred: no value has the phantom field. */
const net = <Input extends Sizes, Output extends Sizes, Aux extends string>(
  sizes: Input,
  layers: ReadonlyArray<LayerSpec>,
): Net<Input, Output, Aux> => ({ input: sizes, layers }) as Net<Input, Output, Aux>

/** A network without layers, for examples of these sizes: `input([784])`, `input([1, 28, 28])`. */
export const input = <const Input extends Sizes>(sizes: Input): Net<Input, Input, never> => net(sizes, [])

/** The network with one more layer; the caller states the type of its output. */
export const append = <Input extends Sizes, Output extends Sizes, Aux extends string>(
  before: Net<Input, Sizes, string>,
  layer: LayerSpec,
): Net<Input, Output, Aux> => net(before.input, [...before.layers, layer])

/** A network of these sizes and layers, of a type that the caller states. */
export const withLayers = <Input extends Sizes, Output extends Sizes>(
  sizes: Sizes,
  layers: ReadonlyArray<LayerSpec>,
): Net<Input, Output, never> =>
  // The caller computed the sizes from a network of this type.
  net(sizes as Input, layers)

/** A network whose sizes only the compiler knows: the argument of the function that writes layers inside a layer. */
export const unknownSizes = <Input extends Sizes>(): Net<Input, Input, never> => withLayers([], [])
