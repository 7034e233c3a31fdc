import type { Sizes } from '../../tensor/shape.ts'

/** A layer as data: its name and its settings, plain JSON. What settings there are, its registry row knows. */
export interface LayerSpec {
  readonly layer: string
  readonly [setting: string]: unknown
}

declare const inferred: unique symbol

/**
 * A network as data: the sizes of one row and the layers it goes through. The type knows more than the value:
 * the sizes that come out and the names that its layers expose to losses.
 */
export interface Net<Input extends Sizes, Output extends Sizes, Aux extends string> {
  readonly input: Input
  readonly layers: ReadonlyArray<LayerSpec>
  readonly [inferred]: { readonly output: Output; readonly aux: Aux }
}

/** Any network: what the value itself says. */
export interface Network {
  readonly input: Sizes
  readonly layers: ReadonlyArray<LayerSpec>
}

/** The one place where what the compiler knows is stated rather than inferred: the value holds no phantom. */
const net = <Input extends Sizes, Output extends Sizes, Aux extends string>(
  sizes: Input,
  layers: ReadonlyArray<LayerSpec>,
): Net<Input, Output, Aux> => ({ input: sizes, layers }) as Net<Input, Output, Aux>

/** A network without layers: rows of these sizes, `input([784])`, `input([1, 28, 28])`. */
export const input = <const Input extends Sizes>(sizes: Input): Net<Input, Input, never> => net(sizes, [])

/** One more layer. The caller states what comes out. */
export const append = <Input extends Sizes, Output extends Sizes, Aux extends string>(
  before: Net<Input, Sizes, string>,
  layer: LayerSpec,
): Net<Input, Output, Aux> => net(before.input, [...before.layers, layer])

/** A network from these sizes through these layers, where the caller knows what they are. */
export const withLayers = <Input extends Sizes, Output extends Sizes>(
  sizes: Sizes,
  layers: ReadonlyArray<LayerSpec>,
): Net<Input, Output, never> =>
  // The sizes were computed from the network whose type says what they are.
  net(sizes as Input, layers)

/** A network whose sizes the compiler knows and the value does not: what the inside of a layer is written on. */
export const unknownSizes = <Input extends Sizes>(): Net<Input, Input, never> => withLayers([], [])
