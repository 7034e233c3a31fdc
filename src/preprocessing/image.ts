import * as Either from 'fp-ts/lib/Either.js'
import type { Fallible } from '../codec/index.ts'
import { array, failure, integer, struct } from '../codec/index.ts'
import { present } from '../tensor/present.ts'
import type { Sizes } from '../tensor/shape.ts'
import { drawShape, product, sameShape } from '../tensor/shape.ts'
import type { Block, Layout, Transform } from './block.ts'

const extent = integer({ minimum: 1, maximum: 65_536 })

/** The settings of the sizes of images after a step. */
export const imageFields = { height: extent, width: extent }

/** The codec of the sizes of images before and after a step. */
export const imageSizes = { before: array(extent, { minItems: 2, maxItems: 3 }), height: extent, width: extent }

/** The sizes of images: channels, height, width. */
export const channelsOf = (sizes: Sizes): readonly [channels: number, height: number, width: number] => {
  const [channels, height, width] = sizes.length === 2 ? [1, ...sizes] : sizes
  return [channels ?? 1, height ?? 1, width ?? 1]
}

/** Rows that are images, or the fault of others. */
export const imagesOnly = ({ sizes }: Layout, where: string): Fallible<Sizes> =>
  sizes.length === 2 || sizes.length === 3
    ? Either.right(sizes)
    : failure({
        fault: 'wrong shape',
        where,
        expected: 'rows that are images, [height, width] or [channels, height, width]',
        found: `rows of ${drawShape(sizes)}`,
        remedy: 'give the rows in the shape of images, or leave the step out',
      })

/** A map of images that works on each channel alone. */
export interface ImageMap {
  readonly before: Sizes
  readonly height: number
  readonly width: number
  /** From one channel [height × width] to another. */
  readonly forward: (from: Float64Array, to: Float64Array) => void
  readonly inverse: (from: Float64Array, to: Float64Array) => void
}

const mapChannels = (rows: Block, to: Sizes, channels: number, map: ImageMap['forward']): Block => {
  const [small, large] = [product(rows.sizes) / channels, product(to) / channels]
  const values = new Float64Array(rows.length * product(to))
  const mask = rows.mask && new Float32Array(values.length)
  const [from, out] = [new Float64Array(small), new Float64Array(large)]
  for (let i = 0; i < rows.length * channels; i++) {
    from.set(rows.values.subarray(i * small, (i + 1) * small))
    map(from, out)
    values.set(out, i * large)
    if (mask === undefined) continue
    // A pixel is known where all that it is made of is known.
    from.set((rows.mask ?? mask).subarray(i * small, (i + 1) * small))
    map(from, out)
    mask.set(
      out.map((known) => (known > 1 - 1e-9 ? 1 : 0)),
      i * large,
    )
  }
  return { sizes: to, length: rows.length, values, ...present({ mask }) }
}

const sizesAfter = ({ before, height, width }: ImageMap): Sizes => [...before.slice(0, -2), height, width]

/** What a map of images does with rows. */
export const imageTransform = (map: ImageMap): Transform => {
  const [channels] = channelsOf(map.before)
  const after = sizesAfter(map)
  return {
    layout: ({ sizes }, where) =>
      sameShape(sizes, map.before)
        ? Either.right({ sizes: after })
        : failure({
            fault: 'wrong shape',
            where,
            expected: `images of ${drawShape(map.before)}, as in training`,
            found: `rows of ${drawShape(sizes)}`,
            remedy: 'give images of one size',
          }),
    forward: (rows) => mapChannels(rows, after, channels, map.forward),
    inverse: (rows) => mapChannels(rows, map.before, channels, map.inverse),
  }
}

export const fittedImage = struct(imageSizes)
