import type { Layers, Net } from '../layers/index.ts'
import { layers as library, mirrorLayers, outputSizes, withLayers } from '../layers/index.ts'
import type { Sizes } from '../tensor/shape.ts'

export interface MirrorOptions {
  /** Whether dense layers share the encoder's weights, transposed; false by default. */
  readonly tied?: boolean
  /** The layers that the encoder may use, where they are more than the library's. */
  readonly layers?: Layers
}

/**
 * The decoder that leads back the way an encoder came: its layers in reverse, each turned round; noise and taps
 * are left out. The result is a network from the code to the input, to which more layers may be added.
 *
 * @example
 * const encoder = pipe(input([784]), dense(128), relu, dense(32))
 * autoencoder({ encoder, decoder: pipe(mirror(encoder, { tied: true }), sigmoid), loss: mse })
 */
export const mirror = <Input extends Sizes, Code extends Sizes, Aux extends string>(
  encoder: Net<Input, Code, Aux>,
  { tied = false, layers = library }: MirrorOptions = {},
): Net<Code, Input, never> => {
  const back = mirrorLayers(layers, encoder.layers, encoder.input, tied ? 'encoder' : undefined)
  return withLayers<Code, Input>(outputSizes(layers, encoder), back)
}
