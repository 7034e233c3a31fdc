import { describe, number, struct } from '../../../codec/index.ts'
import { ratioOf, rowSums } from '../errors.ts'
import { defineMetric } from '../metric.ts'
import type { Compared } from '../subject.ts'

const settings = struct(
  {},
  {
    range: describe(
      number({ exclusiveMinimum: 0 }),
      'how far the least and the greatest value may be apart; by default as far as in the evaluated rows',
    ),
  },
)

/** How far the least and the greatest entry are apart. */
export const rangeOf = (values: ArrayLike<number>): number => {
  let [least, greatest] = [Number.POSITIVE_INFINITY, Number.NEGATIVE_INFINITY]
  for (let i = 0; i < values.length; i++) {
    least = Math.min(least, values[i] ?? 0)
    greatest = Math.max(greatest, values[i] ?? 0)
  }
  return greatest - least
}

const squares = (compared: Compared) => rowSums(compared, (difference) => difference ** 2)

/** PSNR = 10·log₁₀(range² / MSE), in decibels, of the squared error over all rows. */
export const psnr = defineMetric({
  name: 'psnr',
  title: 'PSNR, dB',
  group: 'reconstruction',
  better: 'high',
  isQuick: true,
  summary: 'PSNR, peak signal-to-noise ratio, in decibels.',
  codec: settings,
  compute: async (subject, { range }) => {
    const compared = await subject.compared()
    const found = range ?? rangeOf(compared.target)
    if (!(found > 0)) return { undefined: 'all values are equal' }
    const of = (error: number): number => 10 * Math.log10(found ** 2 / error)
    const rows = { ...squares(compared), of }
    const pca = subject.besidePca()
    if (ratioOf(squares(compared)) === 0) return { undefined: 'the reconstruction has no error at all' }
    return {
      value: ratioOf(rows),
      rows,
      ...(pca === undefined ? {} : { beside: { name: pca.name, value: ratioOf({ ...squares(pca), of }) } }),
      note: `of a range of ${Number(found.toPrecision(3))}`,
    }
  },
})
