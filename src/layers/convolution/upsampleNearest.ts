import type { Sizes } from '../../tensor/shape.ts'
import { extentAt } from '../../tensor/shape.ts'
import type { Linear } from '../core/linear.ts'
import { inOrder, repeated, reshaped } from '../core/linear.ts'
import type { Interpolation } from './resample.ts'
import { resampled } from './resample.ts'
import { defineUpsampling1d, defineUpsampling2d } from './upsampling.ts'

/** Repeats every entry along each axis, to multiples of the sizes. */
const multiplied = (channels: number, from: Sizes, to: Sizes): Linear =>
  inOrder(
    reshaped([channels, ...from.flatMap((size) => [size, 1])]),
    repeated([channels, ...from.flatMap((size, axis) => [size, extentAt(to, axis) / size])]),
    reshaped([channels, ...to]),
  )

/** 1 for the entry ⌊i · from / to⌋, else 0. */
const nearestInterpolation: Interpolation = (from, to) =>
  Array.from({ length: to }, (_, i) => {
    const nearest = Math.floor((i * from) / to)
    return Array.from({ length: from }, (__, j) => (j === nearest ? 1 : 0))
  })

const map = (channels: number, from: Sizes, to: Sizes): Linear =>
  from.every((size, axis) => extentAt(to, axis) % size === 0)
    ? multiplied(channels, from, to)
    : resampled(channels, from, to, nearestInterpolation)

/**
 * Nearest-neighbour upsampling of a sequence [channels, length]: by a factor, or to a size.
 *
 *     y[n, c, i] = x[n, c, ⌊i·s / t⌋]      dx[n, c, j] = Σ dy[n, c, i] over the i that read j      x: [N, C, s]   y: [N, C, t]
 *
 * @example
 * const decoder = pipe(input([8]), dense(256), reshape([16, 16]), upsampleNearest1d(2), conv1d(8), relu, conv1d(1))
 */
export const upsampleNearest1d = defineUpsampling1d({
  name: 'upsampleNearest1d',
  summary: 'Nearest-neighbour upsampling of a sequence [channels, length], by a factor or to a size.',
  affine: true,
  map,
})

/**
 * Nearest-neighbour upsampling of images [channels, height, width]: by a factor, or to a size.
 *
 *     y[n, c, i] = x[n, c, ⌊i·s / t⌋]      dx[n, c, j] = Σ dy[n, c, i] over the i that read j
 *     x: [N, C, s₁, s₂]   y: [N, C, t₁, t₂]
 *
 * @example
 * const decoder = pipe(input([32]), dense(1568), reshape([32, 7, 7]), upsampleNearest2d(2), conv2d(16), relu, upsampleNearest2d(2), conv2d(1))
 */
export const upsampleNearest2d = defineUpsampling2d({
  name: 'upsampleNearest2d',
  summary: 'Nearest-neighbour upsampling of images [channels, height, width], by a factor or to a size.',
  affine: true,
  map,
})
