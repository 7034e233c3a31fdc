import * as Either from 'fp-ts/lib/Either.js'
import type { Codec, Faults } from '../../codec/index.ts'
import { choice, describe, integer, numberOr } from '../../codec/index.ts'
import type { Sizes } from '../../tensor/shape.ts'
import type { PadWidths, Window } from '../../tensor/tensor.ts'
import { outputSizes, spanOf } from '../../tensor/window.ts'
import type { Add, DivCeil, DivFloor, Mul, Sub } from '../shape/arithmetic.ts'
import { sizeFault } from '../core/divisors.ts'
import type { Context } from '../core/layer.ts'

/** Zeros around an input: so many that ⌈size / stride⌉ places come out, none, or this many on either side. */
export type Padding = 'same' | 'valid' | number

export const padding: Codec<Padding> = describe(
  numberOr(integer({ minimum: 0, maximum: 4096 }), choice('same', 'valid')),
  'zeros around the input: "same" (as many as give a place for each stride), "valid" (none) or a number; "same" by default',
)

const along = (what: string): Codec<number> => describe(integer({ minimum: 1, maximum: 4096 }), what)

/** The settings of whatever slides over axes. */
export const windowSettings = {
  kernel: along('how many entries a kernel looks at along each axis; 3 by default'),
  stride: along('how far a kernel moves at a time; 1 by default'),
  dilation: along('how far apart the entries are that a kernel looks at; 1 by default'),
  padding,
}

/** The same for every axis. */
export interface Sliding {
  readonly kernel: number
  readonly stride: number
  readonly dilation: number
  readonly padding: Padding
}

/** What the settings are where they are not given. */
export const sliding = ({
  kernel = 3,
  stride = 1,
  dilation = 1,
  padding: zeros = 'same',
}: Partial<Sliding>): Sliding => ({
  kernel,
  stride,
  dilation,
  padding: zeros,
})

/** The zeros around an axis; where "same" needs an odd number of them, the last is behind. */
const edgesOf = (size: number, { kernel, stride, dilation, padding: zeros }: Sliding): PadWidths => {
  if (typeof zeros === 'number') return { before: zeros, after: zeros }
  if (zeros === 'valid') return { before: 0, after: 0 }
  const places = Math.ceil(size / stride)
  const missing = Math.max(0, (places - 1) * stride + spanOf(kernel, dilation) - size)
  return { before: Math.floor(missing / 2), after: Math.ceil(missing / 2) }
}

/** How kernels slide over an input of these sizes. */
export const windowOver = (sizes: Sizes, one: Sliding, groups: number): Window => ({
  strides: sizes.map(() => one.stride),
  dilations: sizes.map(() => one.dilation),
  pads: sizes.map((size) => edgesOf(size, one)),
  groups,
})

const kernelOf = (sizes: Sizes, { kernel }: Sliding): Sizes => sizes.map(() => kernel)

/** Where kernels can be put on an input of these sizes; a fault where they are longer than it. */
export const placesOn = (sizes: Sizes, one: Sliding, context: Context): Either.Either<Faults, Sizes> => {
  const { kernel, dilation } = one
  const places = outputSizes(sizes, kernelOf(sizes, one), windowOver(sizes, one, 1))
  const size = sizes.find((_, axis) => (places[axis] ?? 1) < 1)
  if (size === undefined) return Either.right(places)
  const [span, { before, after }] = [spanOf(kernel, dilation), edgesOf(size, one)]
  const room = size + before + after
  const narrower = Math.floor((room - 1) / (kernel - 1))
  const remedies = [
    `kernel ${Math.floor((room - 1) / dilation) + 1}`,
    ...(narrower >= 1 ? [`dilation ${narrower}`] : []),
    `padding ${Math.ceil((span - size) / 2)}`,
  ]
  return sizeFault(context, 'kernel', {
    expected: `a kernel that spans at most ${room} entries${before > 0 ? `, ${before + after} of them zeros,` : ''} along an axis of ${size}`,
    found: `${kernel} entries${dilation > 1 ? `, ${dilation} apart` : ''}: a span of ${span}`,
    remedy: `the nearest that fit: ${remedies.join(', or ')}`,
  })
}

/** The least and the greatest size of an axis that leads to so many places. */
const sourcesOf = (
  places: number,
  { kernel, stride, dilation, padding: zeros }: Sliding,
): readonly [number, number] => {
  if (zeros === 'same') return [(places - 1) * stride + 1, places * stride]
  const around = typeof zeros === 'number' ? 2 * zeros : 0
  const least = (places - 1) * stride + spanOf(kernel, dilation) - around
  return [Math.max(1, least), least + stride - 1]
}

/**
 * The sizes that lead to these places, for the way back: those that are wanted, if they do; else the greatest for
 * "same", so that a stride of 2 doubles, and the least otherwise, so that nothing is beyond the reach of a kernel.
 */
export const sourceOf = (
  places: Sizes,
  one: Sliding,
  wanted: Sizes | undefined,
  context: Context,
): Either.Either<Faults, Sizes> => {
  const ranges = places.map((count) => sourcesOf(count, one))
  const closed = ranges.findIndex(([, most]) => most < 1)
  if (closed >= 0)
    return sizeFault(context, 'padding', {
      expected: `padding that leaves something of what ${places[closed]} places of a kernel of ${one.kernel} reach`,
      found: String(one.padding),
      remedy: `at most ${Math.floor(((places[closed] ?? 1) * one.stride + spanOf(one.kernel, one.dilation) - 2) / 2)} on either side`,
    })
  const usual = ranges.map(([least, most]) => (one.padding === 'same' ? most : least))
  const off = (wanted ?? usual).findIndex((size, axis) => {
    const [least, most] = ranges[axis] ?? [1, 0]
    return size < least || size > most
  })
  if (wanted === undefined || off < 0) return Either.right(wanted ?? usual)
  const [least, most] = ranges[off] ?? [1, 0]
  return sizeFault(context, `size[${off}]`, {
    expected: `a size from which a stride of ${one.stride} leads to ${places[off]} places`,
    found: String(wanted[off]),
    remedy: least === most ? `${least} is the only one` : `one from ${least} to ${most}`,
  })
}

/** What settings say to the compiler. */
export interface WindowOptions<
  Kernel extends number,
  Stride extends number,
  Dilation extends number,
  Zeros extends Padding,
> {
  readonly kernel?: Kernel
  readonly stride?: Stride
  readonly dilation?: Dilation
  readonly padding?: Zeros
}

type Span<Kernel extends number, Dilation extends number> = Add<Mul<Dilation, Sub<Kernel, 1>>, 1>

/** How many places a kernel has along an axis. */
export type Places<
  Size extends number,
  Kernel extends number,
  Stride extends number,
  Dilation extends number,
  Zeros extends Padding,
> = Zeros extends 'same'
  ? DivCeil<Size, Stride>
  : Zeros extends number
    ? Places<Add<Size, Mul<2, Zeros>>, Kernel, Stride, Dilation, 'valid'>
    : Add<DivFloor<Sub<Size, Span<Kernel, Dilation>>, Stride>, 1>

/** What so many places come from, where no size is given. */
export type Source<
  Count extends number,
  Kernel extends number,
  Stride extends number,
  Dilation extends number,
  Zeros extends Padding,
> = Zeros extends 'same'
  ? Mul<Count, Stride>
  : Zeros extends number
    ? Sub<Source<Count, Kernel, Stride, Dilation, 'valid'>, Mul<2, Zeros>>
    : Add<Mul<Sub<Count, 1>, Stride>, Span<Kernel, Dilation>>
