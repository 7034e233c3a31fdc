import * as Either from 'fp-ts/lib/Either.js'
import { pipe } from 'fp-ts/lib/function.js'
import { struct } from '../../codec/index.ts'
import { channelsOf, fittedImage, imageFields, imagesOnly, imageTransform } from '../image.ts'
import { defineStep } from '../step.ts'

/** The weights of the old pixels in each new one, [to × from]: triangles around its centre, wider where pixels become fewer. */
const weightsOf = (from: number, to: number): Float64Array => {
  const ratio = from / to
  const reach = Math.max(1, ratio)
  const weights = new Float64Array(to * from)
  for (let i = 0; i < to; i++) {
    const centre = (i + 0.5) * ratio
    const row = weights.subarray(i * from, (i + 1) * from)
    let sum = 0
    for (let j = 0; j < from; j++) {
      const weight = Math.max(0, 1 - Math.abs(j + 0.5 - centre) / reach)
      row[j] = weight
      sum += weight
    }
    for (let j = 0; j < from; j++) row[j] = (row[j] ?? 0) / sum
  }
  return weights
}

/** to = rows · from · columnsᵀ, for one channel. */
const resample = (
  {
    rows,
    columns,
    high,
    wide,
  }: { readonly rows: Float64Array; readonly columns: Float64Array; readonly high: number; readonly wide: number },
  from: Float64Array,
  to: Float64Array,
): void => {
  const [height, width] = [rows.length / high, columns.length / wide]
  const half = new Float64Array(height * wide)
  for (let i = 0; i < height; i++)
    for (let k = 0; k < high; k++) {
      const weight = rows[i * high + k] ?? 0
      if (weight !== 0)
        for (let j = 0; j < wide; j++)
          half[i * wide + j] = (half[i * wide + j] ?? 0) + weight * (from[k * wide + j] ?? 0)
    }
  for (let i = 0; i < height; i++)
    for (let j = 0; j < width; j++) {
      let sum = 0
      for (let k = 0; k < wide; k++) sum += (columns[j * wide + k] ?? 0) * (half[i * wide + k] ?? 0)
      to[i * width + j] = sum
    }
}

const resampler = (high: number, wide: number, height: number, width: number) => {
  const map = { rows: weightsOf(high, height), columns: weightsOf(wide, width), high, wide }
  return (from: Float64Array, to: Float64Array): void => resample(map, from, to)
}

/**
 * Images of another size, by bilinear interpolation; where pixels become fewer, each is a weighted mean of all that it covers
 * (antialiasing). Details are lost: the inverse interpolates back to the old size.
 */
export const resizeImages = defineStep({
  name: 'resizeImages',
  summary: 'Images of another size, by bilinear interpolation with antialiasing.',
  codec: struct(imageFields),
  example: { height: 32, width: 32 },
  fitted: fittedImage,
  fit: ({ height, width }, rows, where) =>
    pipe(
      imagesOnly(rows, where),
      Either.map((before) => ({ before, height, width })),
    ),
  transform: ({ before, height, width }) => {
    const [, high, wide] = channelsOf(before)
    return imageTransform({
      before,
      height,
      width,
      forward: resampler(high, wide, height, width),
      inverse: resampler(height, width, high, wide),
    })
  },
})
