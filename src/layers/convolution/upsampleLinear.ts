import type { Sizes } from '../../tensor/shape.ts'
import type { Net } from '../core/net.ts'
import { append } from '../core/net.ts'
import type { To, Upsampled, Weights } from './resample.ts'
import { resampled, settingsTo, upsamplingRow } from './resample.ts'

/** Between the two entries whose middles lie around u = (i + ½)·from / to − ½; at the edges the entry there. */
const between: Weights = (from, to) =>
  Array.from({ length: to }, (_, i) => {
    const u = Math.max(0, ((i + 0.5) * from) / to - 0.5)
    const [below, above] = [Math.floor(u), Math.min(Math.floor(u) + 1, from - 1)]
    const share = u - below
    return Array.from({ length: from }, (__, j) => (j === below ? 1 - share : 0) + (j === above ? share : 0))
  })

const rowOver = (axes: 1 | 2, name: string, summary: string) =>
  upsamplingRow(axes, {
    name,
    summary,
    affine: false,
    map: (channels, from, to) => resampled(channels, from, to, between),
  })

/**
 * A sequence [channels, length] made longer on straight lines between its entries: by a factor, or to a size. Entries
 * have their places in their middles, as in PyTorch with `align_corners=False`.
 *
 *     y = x·Wᵀ      dx = dy·W      x: [N, C, s]   W: [t, s]   y: [N, C, t]
 *     W[i, ⌊u⌋] = 1 − (u − ⌊u⌋)   W[i, ⌊u⌋ + 1] = u − ⌊u⌋      u = max(0, (i + ½)·s / t − ½); past the end, the last entry
 *
 * @example
 * const decoder = pipe(input([8]), dense(256), reshape([16, 16]), upsampleLinear1d(2), conv1d(8), relu, conv1d(1))
 */
export const upsampleLinear1d = Object.assign(
  <const Wanted extends To<readonly [number]>>(to: Wanted) =>
    <Input extends Sizes, C extends number, L extends number, Aux extends string>(
      net: Net<Input, readonly [C, L], Aux>,
    ): Net<Input, readonly [C, Upsampled<L, 0, Wanted>], Aux> =>
      append(net, { layer: 'upsampleLinear1d', ...settingsTo(to) }),
  {
    definition: rowOver(
      1,
      'upsampleLinear1d',
      'Makes a sequence [channels, length] longer, on straight lines between its entries.',
    ),
  },
)

/**
 * Images [channels, height, width] made larger, bilinear between their entries: by a factor, or to a size. Entries have
 * their places in their middles, as in PyTorch with `align_corners=False`.
 *
 *     y = W₁·x·W₂ᵀ for every channel      dx = W₁ᵀ·dy·W₂      x: [N, C, s₁, s₂]   Wₖ: [tₖ, sₖ]   y: [N, C, t₁, t₂]
 *     W[i, ⌊u⌋] = 1 − (u − ⌊u⌋)   W[i, ⌊u⌋ + 1] = u − ⌊u⌋      u = max(0, (i + ½)·s / t − ½); past the end, the last entry
 *
 * @example
 * const decoder = pipe(input([32]), dense(1568), reshape([32, 7, 7]), upsampleBilinear2d(2), conv2d(16), relu, upsampleBilinear2d(2), conv2d(1))
 */
export const upsampleBilinear2d = Object.assign(
  <const Wanted extends To<readonly [number, number]>>(to: Wanted) =>
    <Input extends Sizes, C extends number, H extends number, W extends number, Aux extends string>(
      net: Net<Input, readonly [C, H, W], Aux>,
    ): Net<Input, readonly [C, Upsampled<H, 0, Wanted>, Upsampled<W, 1, Wanted>], Aux> =>
      append(net, { layer: 'upsampleBilinear2d', ...settingsTo(to) }),
  {
    definition: rowOver(
      2,
      'upsampleBilinear2d',
      'Makes images [channels, height, width] larger, bilinear between their entries.',
    ),
  },
)
