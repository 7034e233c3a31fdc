import * as Either from 'fp-ts/lib/Either.js'
import { pipe } from 'fp-ts/lib/function.js'
import * as Adjoint from '../../tensor/adjoint.ts'
import * as Named from '../../tensor/named.ts'
import type { Sizes } from '../../tensor/shape.ts'
import { extentAt } from '../../tensor/shape.ts'
import type { Tensor, Window } from '../../tensor/tensor.ts'
import type { Defined, Specify } from '../core/define.ts'
import { defineLayer } from '../core/define.ts'
import { built } from '../core/layer.ts'
import type { Program } from '../core/stage.ts'
import { stage } from '../core/stage.ts'
import type { ConvolutionSettings, TransposedSettings } from './convolutionSettings.ts'
import { convolutionSettings, groupsOf, mirrored, parametersOf, transposedSettings } from './convolutionSettings.ts'
import { imageOf } from './image.ts'
import { kernelSizes, windowOver, withDefaults } from './slidingWindow.ts'
import { convolvedSizes, transposedSizes } from './windowSizes.ts'

/** b, an entry for each channel, in the shape of y: [N, C, …]. */
const perChannel = <T>(A: Tensor<T>, b: T, y: T): T => {
  const shape = A.shape(y)
  return A.expand(
    A.reshape(
      b,
      shape.map((extent, axis) => (axis === 1 ? extent : 1)),
    ),
    shape,
  )
}

/** A map that is linear in x and in the kernels k, with its pullback. */
type Bilinear = <T>(A: Tensor<T>, x: T, k: T) => readonly [y: T, pullback: (dy: T) => readonly [dx: T, dk: T]]

/** Adds a bias to each channel of y; db = Σ dy over all axes but the channels. */
const withBias =
  (bias: boolean, convolve: Bilinear): Program =>
  (A, { x, parameters }) => {
    const [y, pullback] = convolve(A, x, Named.get(parameters, 'weight'))
    const b = bias ? Named.get(parameters, 'bias') : undefined
    return stage(b === undefined ? y : A.add(y, perChannel(A, b, y)), (dy) => {
      const [dx, weight] = pullback(dy)
      const axes = A.shape(dy).flatMap((_, axis) => (axis === 1 ? [] : [axis]))
      const db = b === undefined ? {} : { bias: A.reshape(A.sum(dy, axes), A.shape(b)) }
      return { dx, dparameters: { weight, ...db } }
    })
  }

const convolution = (window: Window, bias: boolean): Program =>
  withBias(bias, (A, x, k) => [A.conv(x, k, window), (dy) => Adjoint.conv(A, [x, k], dy, window)])

const transposedConvolution = (window: Window, output: Sizes, bias: boolean): Program =>
  withBias(bias, (A, x, k) => [A.convInput(x, k, window, output), (dy) => Adjoint.convInput(A, [x, k], dy, window)])

interface Convolution {
  readonly name: string
  readonly summary: string
  /** The layer that leads back. */
  readonly mirror: string
}

/** Defines a convolution over one or two axes; `use` makes its typed function. */
export const defineConvolution = <Use extends (...settings: never) => unknown>(
  axes: 1 | 2,
  { name, summary, mirror }: Convolution,
  use: (specify: Specify<ConvolutionSettings>) => Use,
): Defined<Use> =>
  defineLayer<ConvolutionSettings, Use>(
    {
      name,
      summary,
      example: { channels: 2 },
      affine: true,
      codec: () => convolutionSettings,
      build: (settings, input, context) => {
        const window = withDefaults(settings)
        return pipe(
          Either.Do,
          Either.bind('image', () => imageOf(input, axes, context)),
          Either.bind('groups', ({ image }) => groupsOf(settings, image.channels, context)),
          Either.bind('output', ({ image }) => convolvedSizes(image.sizes, window, context)),
          Either.flatMap(({ image: { channels, sizes }, groups, output }) =>
            built({
              output: [settings.channels, ...output],
              ...parametersOf(
                settings,
                {
                  sizes: [settings.channels, channels / groups, ...kernelSizes(sizes, window)],
                  groups,
                  outputs: 0,
                },
                context,
              ),
              program: convolution(windowOver(sizes, window, groups), settings.bias ?? true),
            }),
          ),
        )
      },
      mirror: (settings, input, context, tie) => {
        const sizes = input.slice(1)
        const window = withDefaults(settings)
        const byDefault = pipe(
          convolvedSizes(sizes, window, context),
          Either.flatMap((output) => transposedSizes(output, window, undefined, context)),
        )
        const isDefault = Either.isRight(byDefault) && byDefault.right.every((size, axis) => size === sizes[axis])
        return { ...mirrored(settings, mirror, extentAt(input, 0), tie), ...(isDefault ? {} : { size: sizes }) }
      },
    },
    use,
  )

/** Defines a transposed convolution over one or two axes; `use` makes its typed function. */
export const defineTransposedConvolution = <Use extends (...settings: never) => unknown>(
  axes: 1 | 2,
  { name, summary, mirror }: Convolution,
  use: (specify: Specify<TransposedSettings>) => Use,
): Defined<Use> =>
  defineLayer<TransposedSettings, Use>(
    {
      name,
      summary,
      example: { channels: 2, stride: 2 },
      affine: true,
      codec: () => transposedSettings(axes),
      build: (settings, input, context) => {
        const window = withDefaults(settings)
        return pipe(
          Either.Do,
          Either.bind('image', () => imageOf(input, axes, context)),
          Either.bind('groups', ({ image }) => groupsOf(settings, image.channels, context)),
          Either.bind('output', ({ image }) => transposedSizes(image.sizes, window, settings.size, context)),
          Either.flatMap(({ image: { channels, sizes }, groups, output }) =>
            built({
              output: [settings.channels, ...output],
              ...parametersOf(
                settings,
                {
                  sizes: [channels, settings.channels / groups, ...kernelSizes(sizes, window)],
                  groups,
                  outputs: 1,
                },
                context,
              ),
              program: transposedConvolution(windowOver(output, window, groups), output, settings.bias ?? true),
            }),
          ),
        )
      },
      mirror: ({ size: _, ...settings }, input, _context, tie) => mirrored(settings, mirror, extentAt(input, 0), tie),
    },
    use,
  )
