import { describe, number, struct } from '../../../codec/index.ts'
import type { Dataset } from '../../../data/index.ts'
import { momentsOf, pointsOf } from '../../../statistics/index.ts'
import { defineDiagnosis } from '../diagnosis.ts'
import { percent, short } from '../entries.ts'
import { sampleRows } from '../subject.ts'

const settings = struct(
  {},
  {
    share: describe(
      number({ minimum: 0, maximum: 1 }),
      'the share of the variance that one column may have; 0.5 by default',
    ),
    offset: describe(
      number({ exclusiveMinimum: 0 }),
      'how many standard deviations the mean of a column may lie from 0; 20 by default',
    ),
  },
)

/** A column dominates only where its variance is so many times that of an even share. */
const leastTimes = 5

/** Terms that measure differences in the units of the columns. */
const inUnits: ReadonlyArray<string> = ['mse', 'mae', 'huber', 'importanceWeighted']

const nameOf = ({ columns }: Dataset, j: number): string => {
  const name = columns?.[j]
  return name === undefined ? `column ${j}` : `column "${name}"`
}

const remedy = 'standardise the rows: preprocessing: [standard()]'

/**
 * Rows that are not of one scale, as the model sees them. One column that has more than half of the variance, and five times
 * an even share, is nearly all that a squared error sees; where means lie more than 20 standard deviations from 0, the first layer
 * learns little but its bias (LeCun et al. 1998, section 4.3). A fault for the first, a warning for the second. It asks of losses
 * in the units of the columns: mse, mae, huber.
 */
export const inputScale = defineDiagnosis({
  name: 'inputScale',
  summary: 'Columns whose scale lets them dominate the loss, or whose mean is far from 0.',
  codec: settings,
  check: async (subject, { share = 0.5, offset = 20 }) => {
    if (!subject.model.terms.some(({ spec }) => inUnits.includes(spec.term)))
      return { notApplicable: 'the loss is not in the units of the columns' }
    const { rows } = subject.sample(sampleRows.inference)
    const { means, deviations } = momentsOf(pointsOf({ shape: [rows.length, ...rows.sizes], data: rows.values }))
    const total = deviations.reduce((sum, deviation) => sum + deviation ** 2, 0)
    const varying = deviations.filter((deviation) => deviation > 0).length
    const shares = [...deviations].map((deviation, j) => ({ j, part: deviation ** 2 / total }))
    const [top] = shares.toSorted((a, b) => b.part - a.part)
    const far = [...means].flatMap((mean, j) => {
      const deviation = deviations[j] ?? 0
      return deviation > 0 && Math.abs(mean) > offset * deviation ? [j] : []
    })
    const [first] = far
    return [
      ...(top !== undefined && top.part > share && top.part * varying > leastTimes
        ? [
            {
              severity: 'fault' as const,
              where: nameOf(rows, top.j),
              expected: `at most ${percent(share)} of the variance of all ${varying} columns`,
              found: `${percent(top.part)}, standard deviation ${short(deviations[top.j] ?? 0)}`,
              remedy,
            },
          ]
        : []),
      ...(first === undefined
        ? []
        : [
            {
              severity: 'warning' as const,
              where: `${nameOf(rows, first)}${far.length > 1 ? ` and ${far.length - 1} more` : ''}`,
              expected: `a mean within ${offset} standard deviations of 0`,
              found: `mean ${short(means[first] ?? 0)}, standard deviation ${short(deviations[first] ?? 0)}`,
              remedy,
            },
          ]),
    ]
  },
})
