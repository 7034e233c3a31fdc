import { number, settle, struct } from '../../codec/index.ts'
import { quantile as quantileOf } from '../../statistics/index.ts'
import { defineThreshold } from './threshold.ts'
import { referenceFaults } from './rows.ts'

/**
 * A quantile of the reference scores, linear between neighbours: about 1 − level of normal rows are flagged. It promises
 * nothing for few rows; `conformal` does.
 */
export const quantile = defineThreshold({
  name: 'quantile',
  summary: 'Quantile of the scores of the calibration rows: about 1 − level of normal rows are flagged.',
  codec: struct({ level: number({ minimum: 0, maximum: 1 }) }),
  example: { level: 0.99 },
  set: ({ level }, input, where) =>
    settle(referenceFaults(input, where), () => ({
      value: quantileOf(input.reference.scores, level),
      by: input.reference.part,
      rows: input.reference.scores.length,
    })),
})
