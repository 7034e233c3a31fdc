import * as Either from 'fp-ts/lib/Either.js'
import { pipe } from 'fp-ts/lib/function.js'
import type { Fallible, TypeOf } from '../../codec/index.ts'
import { describe, integer, struct } from '../../codec/index.ts'
import type { Sizes } from '../../tensor/shape.ts'
import { extentAt } from '../../tensor/shape.ts'
import type { Window } from '../../tensor/tensor.ts'
import { defineLayer } from '../core/define.ts'
import { sizeFault } from '../core/divisors.ts'
import type { Context, Layer } from '../core/layer.ts'
import { built } from '../core/layer.ts'
import type { LayerSpec, Net } from '../core/net.ts'
import { append } from '../core/net.ts'
import type { Program } from '../core/stage.ts'
import type { Image } from './image.ts'
import { imageOf } from './image.ts'
import type { Padding, SlidingWindow } from './slidingWindow.ts'
import { kernelSizes, padding, windowOver } from './slidingWindow.ts'
import type { OutputSize } from './typedSizes.ts'
import { convolvedSizes } from './windowSizes.ts'

const settings = struct(
  { kernel: describe(integer({ minimum: 1, maximum: 4096 }), 'the size of a window along each axis') },
  {
    stride: describe(integer({ minimum: 1, maximum: 4096 }), 'the step between windows; the kernel size by default'),
    padding: describe(
      padding,
      'padding around the input, which is never pooled: "valid" (none), "same" (for ⌈size / stride⌉ outputs) or a number on either side; "valid" by default',
    ),
  },
)
type Settings = TypeOf<typeof settings>

/** A pooling of examples [channels, …sizes] to [channels, …output]. */
export interface Pooling extends Image {
  readonly output: Sizes
  readonly kernel: Sizes
  /** The windows of a depthwise convolution. */
  readonly window: Window
}

const poolingOf = (
  { kernel, stride = kernel, padding: zeros = 'valid' }: Settings,
  { channels, sizes }: Image,
  context: Context,
): Fallible<Pooling> => {
  if (typeof zeros === 'number' && zeros >= kernel)
    return sizeFault(context, 'padding', {
      expected: `padding below the kernel ${kernel}, so that no window is empty`,
      found: String(zeros),
      remedy: `at most ${kernel - 1}`,
    })
  const sliding: SlidingWindow = { kernel, stride, dilation: 1, padding: zeros }
  return pipe(
    convolvedSizes(sizes, sliding, context),
    Either.map((output) => ({
      channels,
      sizes,
      output,
      kernel: kernelSizes(sizes, sliding),
      window: windowOver(sizes, sliding, channels),
    })),
  )
}

/** The upsampling that leads back: by a factor where one does, else to the sizes. */
const upsampling = (layer: string, { output, sizes }: Pooling): LayerSpec => {
  const factor = extentAt(sizes, 0) / extentAt(output, 0)
  const isExact = Number.isInteger(factor) && sizes.every((size, axis) => size === extentAt(output, axis) * factor)
  return isExact ? { layer, factor } : { layer, size: sizes }
}

/** What is particular to a pooling: its program over the windows. */
interface PoolingLayer {
  readonly name: string
  readonly summary: string
  readonly program: (pooling: Pooling) => Program
}

const poolingLayer = (axes: 1 | 2, { name, summary, program }: PoolingLayer): Layer<Settings> => {
  const poolingOver = (given: Settings, input: Sizes, context: Context): Fallible<Pooling> =>
    pipe(
      imageOf(input, axes, context),
      Either.flatMap((image) => poolingOf(given, image, context)),
    )
  return {
    name,
    summary,
    codec: () => settings,
    build: (given, input, context) =>
      pipe(
        poolingOver(given, input, context),
        Either.flatMap((pooling) =>
          built({ output: [pooling.channels, ...pooling.output], program: program(pooling) }),
        ),
      ),
    mirror: (given, input, context) =>
      pipe(
        poolingOver(given, input, context),
        Either.match(
          () => null,
          (pooling) => upsampling(`upsampleNearest${axes}d`, pooling),
        ),
      ),
  }
}

/** How windows move, and their padding. */
export interface PoolingOptions<Stride extends number, Zeros extends Padding> {
  readonly stride?: Stride
  readonly padding?: Zeros
}

/** Defines a pooling over sequences [channels, length]. */
export const definePooling1d = (layer: PoolingLayer) =>
  defineLayer(
    poolingLayer(1, layer),
    (specify) =>
      <const Kernel extends number, const Stride extends number = Kernel, const Zeros extends Padding = 'valid'>(
        kernel: Kernel,
        options: PoolingOptions<Stride, Zeros> = {},
      ) =>
      <Input extends Sizes, C extends number, L extends number, Aux extends string>(
        net: Net<Input, readonly [C, L], Aux>,
      ): Net<Input, readonly [C, OutputSize<L, Kernel, Stride, 1, Zeros>], Aux> =>
        append(net, specify({ kernel, ...options })),
  )

/** Defines a pooling over images [channels, height, width]. */
export const definePooling2d = (layer: PoolingLayer) =>
  defineLayer(
    poolingLayer(2, layer),
    (specify) =>
      <const Kernel extends number, const Stride extends number = Kernel, const Zeros extends Padding = 'valid'>(
        kernel: Kernel,
        options: PoolingOptions<Stride, Zeros> = {},
      ) =>
      <Input extends Sizes, C extends number, H extends number, W extends number, Aux extends string>(
        net: Net<Input, readonly [C, H, W], Aux>,
      ): Net<
        Input,
        readonly [C, OutputSize<H, Kernel, Stride, 1, Zeros>, OutputSize<W, Kernel, Stride, 1, Zeros>],
        Aux
      > =>
        append(net, specify({ kernel, ...options })),
  )
