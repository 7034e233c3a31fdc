import * as Either from 'fp-ts/lib/Either.js'
import { pipe } from 'fp-ts/lib/function.js'
import type { Codec, Fallible } from '../../codec/index.ts'
import { array, describe, integer, refine, struct } from '../../codec/index.ts'
import type { Sizes } from '../../tensor/shape.ts'
import { extentAt } from '../../tensor/shape.ts'
import { defineLayer } from '../core/define.ts'
import { sizeFault } from '../core/divisors.ts'
import type { Context, Layer } from '../core/layer.ts'
import { built } from '../core/layer.ts'
import type { Linear } from '../core/linear.ts'
import { linear } from '../core/linear.ts'
import type { LayerSpec, Net } from '../core/net.ts'
import { append } from '../core/net.ts'
import type { Mul } from '../shape/arithmetic.ts'
import { imageOf } from './image.ts'

interface Settings {
  readonly factor?: number
  readonly size?: Sizes
}

const settingsOver = (axes: 1 | 2): Codec<Settings> => {
  const factor = describe(integer({ minimum: 1, maximum: 4096 }), 'the factor by which each axis grows')
  const size = describe(
    array(integer({ minimum: 1, maximum: 16_777_216 }), { minItems: axes, maxItems: axes }),
    'the output sizes, in place of a factor',
  )
  return refine(struct({}, { factor, size }), (settings) =>
    (settings.factor === undefined) === (settings.size === undefined)
      ? {
          fault: 'wrong keys',
          expected: 'either "factor" or "size"',
          found: settings.size === undefined ? 'neither' : 'both',
          remedy: `factor: 2 doubles each axis, size: [${axes === 1 ? '28' : '28, 28'}] says how long they become`,
        }
      : undefined,
  )
}

/** The output sizes; a fault where one is smaller than the input. */
const outputOf = (settings: Settings, sizes: Sizes, context: Context): Fallible<Sizes> => {
  const output = settings.size ?? sizes.map((size) => size * (settings.factor ?? 1))
  const short = sizes.findIndex((size, axis) => extentAt(output, axis) < size)
  return short < 0
    ? Either.right(output)
    : sizeFault(context, `size[${short}]`, {
        expected: `a size of at least ${sizes[short]}, that of the input`,
        found: String(output[short]),
        remedy: 'averagePool leads to smaller ones',
      })
}

/** The average pooling that leads back from a multiple of the sizes. */
const averagePooling = (name: string, from: Sizes, to: Sizes): LayerSpec => {
  const kernel = extentAt(to, 0) / extentAt(from, 0)
  if (!Number.isInteger(kernel) || from.some((size, axis) => size * kernel !== to[axis]))
    throw new Error(
      `mirror: ${name} has a mirror where one factor leads from ${from.join('×')} to ${to.join('×')} alone; write the decoder out`,
    )
  return { layer: `averagePool${from.length}d`, kernel }
}

/** What is particular to an upsampling: its linear map from examples [C, …from] to [C, …to]. */
interface UpsamplingLayer {
  readonly name: string
  readonly summary: string
  /** Whether its weights are exact, so that its laws hold exactly. */
  readonly affine: boolean
  readonly map: (channels: number, from: Sizes, to: Sizes) => Linear
}

const upsamplingLayer = (axes: 1 | 2, { map, name, summary, affine }: UpsamplingLayer): Layer<Settings> => {
  const codec = settingsOver(axes)
  return {
    name,
    summary,
    affine,
    codec: () => codec,
    build: (settings, input, context) =>
      pipe(
        Either.Do,
        Either.bind('image', () => imageOf(input, axes, context)),
        Either.bind('output', ({ image }) => outputOf(settings, image.sizes, context)),
        Either.flatMap(({ image: { channels, sizes }, output }) =>
          built({ output: [channels, ...output], program: linear(map(channels, sizes, output)) }),
        ),
      ),
    mirror: (settings, input, context) => {
      const sizes = input.slice(1)
      return pipe(
        outputOf(settings, sizes, context),
        Either.match(
          () => null,
          (output) => averagePooling(name, sizes, output),
        ),
      )
    },
  }
}

/** By how much an upsampling enlarges: by a factor, or to a size. */
export type Target<Axes extends ReadonlyArray<number>> = number | { readonly size: Axes }

/** The settings as a spec holds them. */
const settingsFor = (target: Target<Sizes>): Settings =>
  typeof target === 'number' ? { factor: target } : { size: target.size }

/** The output size of an axis. */
export type Upsampled<Size extends number, Axis extends number, To> = To extends number
  ? Mul<Size, To>
  : To extends { readonly size: infer Output extends Sizes }
    ? Output[Axis]
    : number

/** Defines an upsampling of sequences [channels, length]. */
export const defineUpsampling1d = (layer: UpsamplingLayer) =>
  defineLayer(
    upsamplingLayer(1, layer),
    (specify) =>
      <const To extends Target<readonly [number]>>(to: To) =>
      <Input extends Sizes, C extends number, L extends number, Aux extends string>(
        net: Net<Input, readonly [C, L], Aux>,
      ): Net<Input, readonly [C, Upsampled<L, 0, To>], Aux> =>
        append(net, specify(settingsFor(to))),
  )

/** Defines an upsampling of images [channels, height, width]. */
export const defineUpsampling2d = (layer: UpsamplingLayer) =>
  defineLayer(
    upsamplingLayer(2, layer),
    (specify) =>
      <const To extends Target<readonly [number, number]>>(to: To) =>
      <Input extends Sizes, C extends number, H extends number, W extends number, Aux extends string>(
        net: Net<Input, readonly [C, H, W], Aux>,
      ): Net<Input, readonly [C, Upsampled<H, 0, To>, Upsampled<W, 1, To>], Aux> =>
        append(net, specify(settingsFor(to))),
  )
