import {
  activeUnits as countActive,
  effectiveRank as rankOf,
  redundancy as redundancyOf,
} from '../../../statistics/index.ts'
import { describe, number, struct } from '../../../codec/index.ts'
import { defineMetric } from '../metric.ts'
import { codesOf } from '../subject.ts'

/** The widest codes of which correlations are computed between all entries. */
const maxWidth = 1024

const tooWide = { undefined: `the code has more than ${maxWidth} entries` }

/** Code entries whose variance over the rows, without noise, is above 0.01 (Burda et al. 2016, section 5.1). */
export const activeUnits = defineMetric({
  name: 'activeUnits',
  title: 'active units',
  group: 'code',
  better: 'high',
  isQuick: true,
  summary: 'Active units: code entries whose mean varies by more than 0.01 over the rows.',
  codec: struct({}, { variance: describe(number({ minimum: 0 }), 'from which variance on; 0.01 by default') }),
  compute: async (subject, { variance = 0.01 }) => {
    const codes = await codesOf(subject)
    return { value: countActive(codes, variance), note: `of ${codes.width}` }
  },
})

/** exp of the entropy of the singular values of the centred codes as shares of their sum (Roy and Vetterli 2007). */
export const effectiveRank = defineMetric({
  name: 'effectiveRank',
  title: 'effective rank',
  group: 'code',
  better: 'high',
  isQuick: true,
  summary: 'Effective rank: how many directions the codes use, by the entropy of their singular values.',
  compute: async (subject) => {
    const codes = await codesOf(subject)
    if (codes.width > maxWidth) return tooWide
    return { value: rankOf(codes), note: `of ${codes.width}` }
  },
})

/** The mean absolute correlation of every two code entries that vary: 0 uncorrelated, 1 copies. */
export const redundancy = defineMetric({
  name: 'redundancy',
  title: 'redundancy',
  group: 'code',
  better: 'low',
  isQuick: true,
  summary: 'Redundancy: mean absolute correlation between code entries.',
  compute: async (subject) => {
    const codes = await codesOf(subject)
    if (codes.width > maxWidth) return tooWide
    const value = redundancyOf(codes)
    return Number.isNaN(value) ? { undefined: 'fewer than two code entries vary' } : { value }
  },
})
