import * as Either from 'fp-ts/lib/Either.js'
import { pipe } from 'fp-ts/lib/function.js'
import { number, struct } from '../../codec/index.ts'
import { leastCostThreshold } from '../../statistics/index.ts'
import { labelledOf } from './rows.ts'
import { defineThreshold } from './threshold.ts'

const price = number({ minimum: 0 })

/**
 * The threshold of the least cost on labelled rows: `falseAlarm` (1 by default) for each normal row that is flagged, `miss`
 * for each anomaly that is not. The share of anomalies among the labelled rows counts as it is.
 */
export const cost = defineThreshold({
  name: 'cost',
  summary: 'Least cost on labelled rows: of false alarms and of misses.',
  codec: struct({ miss: price }, { falseAlarm: price }),
  example: { miss: 10, falseAlarm: 1 },
  set: ({ miss, falseAlarm = 1 }, input, where) =>
    pipe(
      labelledOf(input, where),
      Either.flatMap(({ scores, anomalous }) =>
        pipe(
          leastCostThreshold(scores, anomalous, { falseAlarm, miss }),
          Either.map(({ threshold }) => ({ value: threshold, by: 'labelled' as const, rows: scores.length })),
        ),
      ),
    ),
})
