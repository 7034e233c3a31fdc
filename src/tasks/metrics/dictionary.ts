import type { Points } from '../../statistics/index.ts'
import type { MetricSubject } from './subject.ts'
import { codesOf } from './subject.ts'

/** How often each entry of a sparse code is not 0. */
export interface Activity {
  readonly codes: Points
  /** The share of rows in which each entry is not 0. */
  readonly frequencies: Float64Array
}

/** The rows that are looked at. */
const maxRows = 20_000

const sparseShare = 0.5

/** How often the features of a dictionary are active, or why the code is none: it has few zeros. */
export const activityOf = async (subject: MetricSubject): Promise<Activity | { readonly undefined: string }> => {
  const codes = await codesOf(subject, maxRows)
  const counts = new Float64Array(codes.width)
  codes.values.forEach((value, at) => {
    if (value !== 0) counts[at % codes.width] = (counts[at % codes.width] ?? 0) + 1
  })
  const active = counts.reduce((sum, count) => sum + count, 0)
  if (active > (1 - sparseShare) * codes.values.length)
    return { undefined: 'the code is no dictionary: most of its entries are not 0' }
  return { codes, frequencies: counts.map((count) => count / codes.length) }
}
