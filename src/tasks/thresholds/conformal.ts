import * as Either from 'fp-ts/lib/Either.js'
import { counted, number, struct } from '../../codec/index.ts'
import { conformalThreshold, rowsForAlpha } from '../../statistics/index.ts'
import { moreRows, percent, tooFewRows } from './rows.ts'
import { defineThreshold } from './threshold.ts'

/**
 * Flags rows whose conformal p-value is at most alpha. Of normal rows that are like the calibration rows at most alpha are
 * flagged, on average over calibration rows, exactly and for any number of them (Vovk, Gammerman and Shafer 2005); given the
 * calibration rows the rate varies as a beta distribution does, with a deviation of about √(alpha·(1 − alpha) / n).
 */
export const conformal = defineThreshold({
  name: 'conformal',
  summary:
    'Conformal p-values: flags those of at most alpha, so at most alpha of normal rows, for any number of calibration rows.',
  codec: struct({ alpha: number({ exclusiveMinimum: 0, exclusiveMaximum: 1 }) }),
  example: { alpha: 0.01 },
  set: ({ alpha }, { reference: { part, scores } }, where) => {
    const value = conformalThreshold(scores, alpha)
    return value === undefined
      ? tooFewRows(
          where,
          `at least ${rowsForAlpha(alpha)} ${part} rows to promise ${percent(alpha)}`,
          counted(scores.length, 'row'),
          `${moreRows}, or promise no less than ${percent(1 / (scores.length + 1))}`,
        )
      : Either.right({ value, by: part, rows: scores.length, promised: { of: 'false alarms', rate: alpha } })
  },
})
