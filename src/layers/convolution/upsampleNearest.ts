import type { Sizes } from '../../tensor/shape.ts'
import type { Linear } from '../core/linear.ts'
import { inOrder, repeated, reshaped } from '../core/linear.ts'
import type { Net } from '../core/net.ts'
import { append } from '../core/net.ts'
import type { To, Upsampled, Weights } from './resample.ts'
import { resampled, settingsTo, upsamplingRow } from './resample.ts'

/** Every entry so many times, beside itself. */
const multiplied = (channels: number, from: Sizes, to: Sizes): Linear =>
  inOrder(
    reshaped([channels, ...from.flatMap((size) => [size, 1])]),
    repeated([channels, ...from.flatMap((size, axis) => [size, (to[axis] ?? size) / size])]),
    reshaped([channels, ...to]),
  )

/** 1 for the entry that i · from / to lies in. */
const nearest: Weights = (from, to) =>
  Array.from({ length: to }, (_, i) => {
    const at = Math.floor((i * from) / to)
    return Array.from({ length: from }, (__, j) => (j === at ? 1 : 0))
  })

const map = (channels: number, from: Sizes, to: Sizes): Linear =>
  to.every((size, axis) => size % (from[axis] ?? 1) === 0)
    ? multiplied(channels, from, to)
    : resampled(channels, from, to, nearest)

const rowOver = (axes: 1 | 2, name: string, summary: string) =>
  upsamplingRow(axes, { name, summary, affine: true, map })

/**
 * A sequence [channels, length] made longer by repeating entries: by a factor, or to a size.
 *
 *     y[n, c, i] = x[n, c, ⌊i·s / t⌋]      dx[n, c, j] = Σ dy[n, c, i] over the i that read j      x: [N, C, s]   y: [N, C, t]
 *
 * @example
 * const decoder = pipe(input([8]), dense(256), reshape([16, 16]), upsampleNearest1d(2), conv1d(8), relu, conv1d(1))
 */
export const upsampleNearest1d = Object.assign(
  <const Wanted extends To<readonly [number]>>(to: Wanted) =>
    <Input extends Sizes, C extends number, L extends number, Aux extends string>(
      net: Net<Input, readonly [C, L], Aux>,
    ): Net<Input, readonly [C, Upsampled<L, 0, Wanted>], Aux> =>
      append(net, { layer: 'upsampleNearest1d', ...settingsTo(to) }),
  {
    definition: rowOver(
      1,
      'upsampleNearest1d',
      'Repeats the entries of a sequence [channels, length] to a greater length.',
    ),
  },
)

/**
 * Images [channels, height, width] made larger by repeating entries: by a factor, or to a size.
 *
 *     y[n, c, i] = x[n, c, ⌊i·s / t⌋]      dx[n, c, j] = Σ dy[n, c, i] over the i that read j
 *     x: [N, C, s₁, s₂]   y: [N, C, t₁, t₂]
 *
 * @example
 * const decoder = pipe(input([32]), dense(1568), reshape([32, 7, 7]), upsampleNearest2d(2), conv2d(16), relu, upsampleNearest2d(2), conv2d(1))
 */
export const upsampleNearest2d = Object.assign(
  <const Wanted extends To<readonly [number, number]>>(to: Wanted) =>
    <Input extends Sizes, C extends number, H extends number, W extends number, Aux extends string>(
      net: Net<Input, readonly [C, H, W], Aux>,
    ): Net<Input, readonly [C, Upsampled<H, 0, Wanted>, Upsampled<W, 1, Wanted>], Aux> =>
      append(net, { layer: 'upsampleNearest2d', ...settingsTo(to) }),
  {
    definition: rowOver(
      2,
      'upsampleNearest2d',
      'Repeats the entries of images [channels, height, width] to greater sizes.',
    ),
  },
)
