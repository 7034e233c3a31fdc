import { quantile } from '../../../statistics/index.ts'
import { activityOf } from '../dictionary.ts'
import { ratioOf } from '../errors.ts'
import { defineMetric } from '../metric.ts'

/** How many entries of a code are not 0, a mean over the rows. */
export const l0 = defineMetric({
  name: 'l0',
  title: 'L0',
  group: 'dictionary',
  isQuick: true,
  summary: 'L0: how many features of a dictionary are active in a row.',
  compute: async (subject) => {
    const found = await activityOf(subject)
    if ('undefined' in found) return found
    const { codes } = found
    const sums = new Float64Array(codes.length)
    codes.values.forEach((value, at) => {
      const row = Math.floor(at / codes.width)
      if (value !== 0) sums[row] = (sums[row] ?? 0) + 1
    })
    return { value: ratioOf({ sums }), rows: { sums }, note: `of ${codes.width}` }
  },
})

/** The share of features that are active in none of the rows. */
export const deadShare = defineMetric({
  name: 'deadShare',
  title: 'dead features, share',
  group: 'dictionary',
  better: 'low',
  isQuick: true,
  summary: 'Dead share: features of a dictionary that no row activates.',
  compute: async (subject) => {
    const found = await activityOf(subject)
    if ('undefined' in found) return found
    const { codes, frequencies } = found
    const dead = frequencies.filter((frequency) => frequency === 0).length
    return { value: dead / codes.width, note: `${dead} of ${codes.width} over ${codes.length} rows` }
  },
})

/** The bin of half a power of ten that a frequency is in, by its lower end: `10^-2.5`. */
const binOf = (frequency: number): string => `10^${Math.floor(2 * Math.log10(frequency)) / 2}`

/** How often features are active: the median of log₁₀ of their frequency, and how many there are in each half power of ten. */
export const density = defineMetric({
  name: 'density',
  title: 'log₁₀ frequency, median',
  group: 'dictionary',
  isQuick: true,
  summary: 'Density histogram: how often the features of a dictionary are active, in powers of ten.',
  compute: async (subject) => {
    const found = await activityOf(subject)
    if ('undefined' in found) return found
    const alive = found.frequencies.filter((frequency) => frequency > 0).toSorted()
    if (alive.length === 0) return { undefined: 'no feature is active' }
    const parts: Record<string, number> = {}
    for (const frequency of alive) parts[binOf(frequency)] = (parts[binOf(frequency)] ?? 0) + 1
    return { value: Math.log10(quantile(alive, 0.5)), parts }
  },
})
