import * as Either from 'fp-ts/lib/Either.js'
import { number, struct } from '../../codec/index.ts'
import { quantile } from '../../statistics/index.ts'
import { tooFewRows } from './rows.ts'
import { defineThreshold } from './threshold.ts'

/** Flags this share of the rows that are scored, those of the highest scores, however odd they are. */
export const contamination = defineThreshold({
  name: 'contamination',
  summary: 'Contamination: the share of the scored rows that are anomalies; those of the highest scores are flagged.',
  codec: struct({ share: number({ minimum: 0, maximum: 1 }) }),
  example: { share: 0.1 },
  set: ({ share }, { scores }, where) =>
    scores.length === 0
      ? tooFewRows(where, 'rows to flag a share of', 'none', 'give at least one row')
      : Either.right({
          value: quantile(Float64Array.from(scores).toSorted(), 1 - share),
          by: 'scored',
          rows: scores.length,
        }),
})
