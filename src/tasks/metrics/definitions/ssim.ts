import { describe, integer, number, struct } from '../../../codec/index.ts'
import { structuralSimilarity } from '../../../statistics/index.ts'
import type { Sizes } from '../../../tensor/shape.ts'
import { ratioOf } from '../errors.ts'
import { defineMetric } from '../metric.ts'
import type { Compared, MetricSubject } from '../subject.ts'
import { rangeOf } from './psnr.ts'

const settings = struct(
  {},
  {
    window: describe(integer({ minimum: 3 }), 'how many pixels a window is high and wide; 11 by default'),
    range: describe(
      number({ exclusiveMinimum: 0 }),
      'how far the least and the greatest pixel may be apart; by default as far as in the evaluated rows',
    ),
  },
)

interface Images {
  readonly channels: number
  readonly height: number
  readonly width: number
}

/** Rows as images: [channels, height, width], [height, width], or a square number of entries without names. */
const imagesOf = (sizes: Sizes, columns: ReadonlyArray<string> | undefined): Images | undefined => {
  const [first = 0, second = 0, third] = sizes
  if (sizes.length === 3) return { channels: first, height: second, width: third ?? 0 }
  if (sizes.length === 2) return { channels: 1, height: first, width: second }
  const side = Math.sqrt(first)
  return sizes.length === 1 && columns === undefined && Number.isInteger(side) && side >= 8
    ? { channels: 1, height: side, width: side }
    : undefined
}

/** The similarity of each row, a mean over its channels. */
const similarities = (
  { target, output, width: entries }: Compared,
  { channels, height, width }: Images,
  options: { readonly size: number; readonly range: number },
): Float64Array => {
  const [from, to] = [Float64Array.from(target), Float64Array.from(output)]
  const pixels = height * width
  return Float64Array.from({ length: target.length / entries }, (_, row) => {
    const each = Array.from({ length: channels }, (__, c) => {
      const start = row * entries + c * pixels
      return structuralSimilarity(
        from.subarray(start, start + pixels),
        to.subarray(start, start + pixels),
        [height, width],
        options,
      )
    })
    return each.reduce((sum, value) => sum + value, 0) / channels
  })
}

/** The most rows that it is computed of. */
const maxRows = 500

const someCompared = async (subject: MetricSubject, width: number): Promise<Compared> => {
  const { target, output } = subject.some(maxRows)
  return { width, target: target.values, output: (await output()).data }
}

/** The structural similarity of images and their reconstruction, in [−1, 1] (Wang et al. 2004, equation 13). */
export const ssim = defineMetric({
  name: 'ssim',
  title: 'SSIM',
  group: 'reconstruction',
  better: 'high',
  isQuick: true,
  summary: 'SSIM, structural similarity of images and their reconstruction.',
  codec: settings,
  compute: async (subject, { window = 11, range }) => {
    const { sizes, columns, mask } = subject.rows.target
    const images = imagesOf(sizes, columns ?? subject.rows.rows.columns)
    if (images === undefined) return { undefined: 'rows are no images: [channels, height, width]' }
    if (mask !== undefined) return { undefined: 'entries are missing' }
    if (Math.min(images.height, images.width) < window)
      return { undefined: `images of ${images.height} × ${images.width} are smaller than its window of ${window}` }
    const compared = await someCompared(subject, images.channels * images.height * images.width)
    const found = range ?? rangeOf(compared.target)
    if (!(found > 0)) return { undefined: 'all pixels are equal' }
    const sums = similarities(compared, images, { size: window, range: found })
    return { value: ratioOf({ sums }), rows: { sums }, note: `${images.height} × ${images.width}` }
  },
})
