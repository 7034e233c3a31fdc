import { axesOf, over } from '../../tensor/derived.ts'
import type { Sizes } from '../../tensor/shape.ts'
import { extentAt, rowsOf } from '../../tensor/shape.ts'
import type { Tensor } from '../../tensor/tensor.ts'
import { defineLayer, noSettings } from '../core/define.ts'
import type { LayerDefinition } from '../core/layer.ts'
import { built, wrongSizes } from '../core/layer.ts'
import type { LayerSpec, Net } from '../core/net.ts'
import { append } from '../core/net.ts'
import type { Program } from '../core/stage.ts'
import { stage } from '../core/stage.ts'
import { maxWithPullback } from './maxWithPullback.ts'

/** A reduction over axes, which become 1, with its pullback. */
type Reduction = <T>(
  A: Tensor<T>,
  x: T,
  axes: ReadonlyArray<number>,
) => { readonly y: T; readonly pullback: (dy: T) => T }

/** Reduces all axes after the channels: [N, C, …] → [N, C]. */
const program =
  (input: Sizes, reduce: Reduction): Program =>
  (A, { x }) => {
    const { y, pullback } = reduce(A, x, axesOf(rowsOf(input)).slice(2))
    return stage(A.reshape(y, [extentAt(A.shape(x), 0), extentAt(input, 0)]), (dy) => ({
      dx: pullback(A.reshape(dy, A.shape(y))),
      dparameters: {},
    }))
  }

/** The layers that lead back: each channel's value is repeated over its axes. */
const repeated = (input: Sizes, name: string): ReadonlyArray<LayerSpec> => {
  const sizes = input.slice(1)
  if (sizes.length > 2)
    throw new Error(
      `mirror: ${name} has a mirror for [channels, length] and [channels, height, width] alone; write the decoder out`,
    )
  return [
    { layer: 'reshape', sizes: [extentAt(input, 0), ...sizes.map(() => 1)] },
    { layer: `upsampleNearest${sizes.length}d`, size: sizes },
  ]
}

/** One interface, so that `pipe` infers through it. */
interface GlobalPool {
  <Input extends Sizes, C extends number, Aux extends string>(
    net: Net<Input, readonly [C, number, ...ReadonlyArray<number>], Aux>,
  ): Net<Input, readonly [C], Aux>
  readonly definition: LayerDefinition
}

const defineGlobalPool = (name: string, summary: string, reduce: Reduction): GlobalPool =>
  defineLayer(
    {
      name,
      summary,
      example: {},
      codec: () => noSettings,
      build: (_settings, input, context) =>
        input.length < 2
          ? wrongSizes(context, 'channels first and at least one axis after them, [channels, …]', input)
          : built({ output: [extentAt(input, 0)], program: program(input, reduce) }),
      mirror: (_settings, input) => repeated(input, name),
    },
    (specify) =>
      <Input extends Sizes, C extends number, Aux extends string>(
        net: Net<Input, readonly [C, number, ...ReadonlyArray<number>], Aux>,
      ): Net<Input, readonly [C], Aux> =>
        append(net, specify({})),
  )

/**
 * Global average pooling: the mean of every channel (Lin, Chen and Yan 2014, section 3.2). A sequence of vectors [T, F]
 * needs `permute([1, 0])` first.
 *
 *     y = Σ x / m over all axes after the channels      dx = dy / m      x: [N, C, …]   y: [N, C]   m entries a channel
 *
 * @example
 * const encoder = pipe(input([1, 28, 28]), conv2d(32), relu, globalAveragePool, dense(16))
 */
export const globalAveragePool = defineGlobalPool(
  'globalAveragePool',
  'Global average pooling: the mean of every channel of [channels, …].',
  (A, x, axes) => {
    const m = A.extent(x, axes)
    return {
      y: over(A, A.sum(x, axes), m),
      pullback: (dy) => A.expand(over(A, dy, m), A.shape(x)),
    }
  },
)

/**
 * Global max pooling: the maximum of every channel. A sequence of vectors [T, F] needs `permute([1, 0])` first.
 *
 *     y = max x over all axes after the channels      x: [N, C, …]   y: [N, C]
 *     dx = dy where x is the maximum, else 0; tied entries share it equally
 *
 * @example
 * const encoder = pipe(input([1, 28, 28]), conv2d(32), relu, globalMaxPool, dense(16))
 */
export const globalMaxPool = defineGlobalPool(
  'globalMaxPool',
  'Global max pooling: the maximum of every channel of [channels, …].',
  maxWithPullback,
)
