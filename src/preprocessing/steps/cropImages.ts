import * as Either from 'fp-ts/lib/Either.js'
import { pipe } from 'fp-ts/lib/function.js'
import { failure, integer, struct } from '../../codec/index.ts'
import { channelsOf, imageFields, imageSizes, imagesOnly, imageTransform } from '../image.ts'
import { defineStep } from '../step.ts'

const offset = integer({ minimum: 0, maximum: 65_536 })

/** Copies a rectangle of an image that begins at a row and a column. */
const cut = (from: Float64Array, wide: number, to: Float64Array, width: number, top: number, left: number): void => {
  for (let row = 0; row < to.length / width; row++)
    for (let column = 0; column < width; column++)
      to[row * width + column] = from[(top + row) * wide + left + column] ?? 0
}

const paste = (from: Float64Array, width: number, to: Float64Array, wide: number, top: number, left: number): void => {
  to.fill(0)
  for (let row = 0; row < from.length / width; row++)
    for (let column = 0; column < width; column++)
      to[(top + row) * wide + left + column] = from[row * width + column] ?? 0
}

/**
 * A rectangle of every image, by default from its centre: images of [height, width] or [channels, height, width]. What is cut off is lost: the inverse
 * puts 0 around the rectangle.
 */
export const cropImages = defineStep({
  name: 'cropImages',
  summary: 'A rectangle of every image, from its centre or from a place.',
  codec: struct(imageFields, { top: offset, left: offset }),
  example: { height: 24, width: 24 },
  fitted: struct({ ...imageSizes, top: offset, left: offset }),
  fit: ({ height, width, top, left }, rows, where) =>
    pipe(
      imagesOnly(rows, where),
      Either.flatMap((before) => {
        const [, high, wide] = channelsOf(before)
        const from = { top: top ?? (high - height) >> 1, left: left ?? (wide - width) >> 1 }
        if (from.top >= 0 && from.left >= 0 && from.top + height <= high && from.left + width <= wide)
          return Either.right({ before, height, width, ...from })
        return failure({
          fault: 'out of range',
          where,
          expected: `a rectangle inside images of ${high} × ${wide}`,
          found: `${height} × ${width} at (${from.top}, ${from.left})`,
        })
      }),
    ),
  transform: ({ before, height, width, top, left }) => {
    const [, , wide] = channelsOf(before)
    return imageTransform({
      before,
      height,
      width,
      forward: (from, to) => cut(from, wide, to, width, top, left),
      inverse: (from, to) => paste(from, width, to, wide, top, left),
    })
  },
})
