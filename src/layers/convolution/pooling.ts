import * as Either from 'fp-ts/lib/Either.js'
import type { Codec, Faults, TypeOf } from '../../codec/index.ts'
import { describe, integer, struct } from '../../codec/index.ts'
import type { Sizes } from '../../tensor/shape.ts'
import type { PadWidths, Window } from '../../tensor/tensor.ts'
import { imageOf } from './convolution.ts'
import { sizeFault } from '../core/divisors.ts'
import type { Context, LayerDefinition } from '../core/layer.ts'
import { built, row } from '../core/layer.ts'
import type { LayerSpec, Net } from '../core/net.ts'
import { append } from '../core/net.ts'
import type { Program } from '../core/stage.ts'
import type { Padding, Places, Sliding } from './window.ts'
import { padding, placesOn, windowOver } from './window.ts'

const kernelSetting = describe(
  integer({ minimum: 1, maximum: 4096 }),
  'how many entries a window holds along each axis',
)
const stride = describe(integer({ minimum: 1, maximum: 4096 }), 'how far a window moves; by default its own size')
const around = describe(
  padding,
  'what is around the input, none of which counts: "valid" (nothing), "same" (as much as gives a window for each stride) or a number on either side; "valid" by default',
)
const settings = struct({ kernel: kernelSetting }, { stride, padding: around })
type Settings = TypeOf<typeof settings>

/** Windows that slide over rows [C, …sizes], with so many places, and what is around the input. */
export interface Pooling extends Sliding {
  readonly channels: number
  readonly sizes: Sizes
  readonly places: Sizes
  readonly edges: ReadonlyArray<PadWidths>
}

/** How many entries a window holds along each axis. */
export const kernelOf = ({ kernel: k, sizes }: Pooling): Sizes => sizes.map(() => k)

/** How windows slide, over every channel for itself. */
export const windowOf = (pooling: Pooling): Window => windowOver(pooling.sizes, pooling, pooling.channels)

const poolingOver = (
  { kernel: k, stride: step = k, padding: zeros = 'valid' }: Settings,
  [channels, sizes]: readonly [number, Sizes],
  context: Context,
): Either.Either<Faults, Pooling> => {
  if (typeof zeros === 'number' && zeros >= k)
    return sizeFault(context, 'padding', {
      expected: `padding below the kernel ${k}, so that every window holds something`,
      found: String(zeros),
      remedy: `at most ${k - 1}`,
    })
  const one = { kernel: k, stride: step, dilation: 1, padding: zeros }
  return Either.map((places: Sizes) => ({ ...one, channels, sizes, places, edges: windowOver(sizes, one, 1).pads }))(
    placesOn(sizes, one, context),
  )
}

/** The layer that repeats entries until there are these sizes again: by a factor where that leads there. */
const enlarged = (layer: string, from: Sizes, to: Sizes): LayerSpec => {
  const [factor = 1] = to.map((size, axis) => size / (from[axis] ?? 1))
  const fits = Number.isInteger(factor) && to.every((size, axis) => size === (from[axis] ?? 1) * factor)
  return fits ? { layer, factor } : { layer, size: to }
}

/** The row of a pooling over so many axes, from the program over its windows. */
export const poolingRow = (
  axes: 1 | 2,
  {
    name,
    summary,
    program,
  }: { readonly name: string; readonly summary: string; readonly program: (pooling: Pooling) => Program },
): LayerDefinition => {
  const plan = (given: Settings, input: Sizes, context: Context): Either.Either<Faults, Pooling> =>
    Either.chain((image: readonly [number, Sizes]) => poolingOver(given, image, context))(imageOf(input, axes, context))
  return row<Settings>({
    name,
    summary,
    codec: (): Codec<Settings> => settings,
    build: (given, input, context) =>
      Either.chain((pooling: Pooling) =>
        built({ output: [pooling.channels, ...pooling.places], program: program(pooling) }),
      )(plan(given, input, context)),
    mirror: (given, input, context) => {
      const pooling = plan(given, input, context)
      return Either.isLeft(pooling)
        ? null
        : enlarged(`upsampleNearest${axes}d`, pooling.right.places, pooling.right.sizes)
    },
  })
}

/** What settings say to the compiler. */
export interface PoolingOptions<Stride extends number, Zeros extends Padding> {
  readonly stride?: Stride
  readonly padding?: Zeros
}

/** How many windows there are along an axis. */
export type Pooled<Size extends number, Kernel extends number, Stride extends number, Zeros extends Padding> = Places<
  Size,
  Kernel,
  Stride,
  1,
  Zeros
>

/** The typed function of a pooling over sequences, by its layer's name. */
export const pool1d =
  (layer: string) =>
  <const Kernel extends number, const Stride extends number = Kernel, const Zeros extends Padding = 'valid'>(
    kernel: Kernel,
    options: PoolingOptions<Stride, Zeros> = {},
  ) =>
  <Input extends Sizes, C extends number, L extends number, Aux extends string>(
    net: Net<Input, readonly [C, L], Aux>,
  ): Net<Input, readonly [C, Pooled<L, Kernel, Stride, Zeros>], Aux> =>
    append(net, { layer, kernel, ...options })

/** The typed function of a pooling over images, by its layer's name. */
export const pool2d =
  (layer: string) =>
  <const Kernel extends number, const Stride extends number = Kernel, const Zeros extends Padding = 'valid'>(
    kernel: Kernel,
    options: PoolingOptions<Stride, Zeros> = {},
  ) =>
  <Input extends Sizes, C extends number, H extends number, W extends number, Aux extends string>(
    net: Net<Input, readonly [C, H, W], Aux>,
  ): Net<Input, readonly [C, Pooled<H, Kernel, Stride, Zeros>, Pooled<W, Kernel, Stride, Zeros>], Aux> =>
    append(net, { layer, kernel, ...options })
