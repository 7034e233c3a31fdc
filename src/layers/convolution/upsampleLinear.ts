import type { Sizes } from '../../tensor/shape.ts'
import type { Linear } from '../core/linear.ts'
import type { Interpolation } from './resample.ts'
import { resampled } from './resample.ts'
import { defineUpsampling1d, defineUpsampling2d } from './upsampling.ts'

/** Linear weights of the two entries around u = (i + ½)·from / to − ½; past an edge, the entry at the edge. */
const linearInterpolation: Interpolation = (from, to) =>
  Array.from({ length: to }, (_, i) => {
    const u = Math.max(0, ((i + 0.5) * from) / to - 0.5)
    const [below, above] = [Math.floor(u), Math.min(Math.floor(u) + 1, from - 1)]
    const share = u - below
    return Array.from({ length: from }, (__, j) => (j === below ? 1 - share : 0) + (j === above ? share : 0))
  })

const map = (channels: number, from: Sizes, to: Sizes): Linear => resampled(channels, from, to, linearInterpolation)

/**
 * Linear upsampling of a sequence [channels, length]: by a factor, or to a size. Corners are not aligned, as in PyTorch
 * with `align_corners=False`.
 *
 *     y = x·Wᵀ      dx = dy·W      x: [N, C, s]   W: [t, s]   y: [N, C, t]
 *     W[i, ⌊u⌋] = 1 − (u − ⌊u⌋)   W[i, ⌊u⌋ + 1] = u − ⌊u⌋      u = max(0, (i + ½)·s / t − ½); past the end, the last entry
 *
 * @example
 * const decoder = pipe(input([8]), dense(256), reshape([16, 16]), upsampleLinear1d(2), conv1d(8), relu, conv1d(1))
 */
export const upsampleLinear1d = defineUpsampling1d({
  name: 'upsampleLinear1d',
  summary: 'Linear upsampling of a sequence [channels, length], by a factor or to a size.',
  affine: false,
  map,
})

/**
 * Bilinear upsampling of images [channels, height, width]: by a factor, or to a size. Corners are not aligned, as in
 * PyTorch with `align_corners=False`.
 *
 *     y = W₁·x·W₂ᵀ for every channel      dx = W₁ᵀ·dy·W₂      x: [N, C, s₁, s₂]   Wₖ: [tₖ, sₖ]   y: [N, C, t₁, t₂]
 *     W[i, ⌊u⌋] = 1 − (u − ⌊u⌋)   W[i, ⌊u⌋ + 1] = u − ⌊u⌋      u = max(0, (i + ½)·s / t − ½); past the end, the last entry
 *
 * @example
 * const decoder = pipe(input([32]), dense(1568), reshape([32, 7, 7]), upsampleBilinear2d(2), conv2d(16), relu, upsampleBilinear2d(2), conv2d(1))
 */
export const upsampleBilinear2d = defineUpsampling2d({
  name: 'upsampleBilinear2d',
  summary: 'Bilinear upsampling of images [channels, height, width], by a factor or to a size.',
  affine: false,
  map,
})
