import { number, settle, struct } from '../../codec/index.ts'
import { benjaminiHochberg, conformalPValues, conformalThreshold } from '../../statistics/index.ts'
import { referenceFaults } from './rows.ts'
import { defineThreshold } from './threshold.ts'

const greatest = (scores: ArrayLike<number>, most: number): number =>
  Array.from(scores).reduce((a, b) => Math.max(a, b), most)

/**
 * Flags rows so that at most this share of the flagged ones is expected to be normal: the procedure of Benjamini and Hochberg
 * (1995) on conformal p-values (Bates, Candès, Lei, Romano and Sesia 2023). The rows are decided on together: how many are
 * odd changes the threshold. Where no row can be flagged, it is the greatest of all scores.
 */
export const falseDiscoveryRate = defineThreshold({
  name: 'falseDiscoveryRate',
  summary:
    'False discovery rate (Benjamini–Hochberg on conformal p-values): at most this share of the flagged rows is normal.',
  codec: struct({ rate: number({ exclusiveMinimum: 0, exclusiveMaximum: 1 }) }),
  example: { rate: 0.1 },
  set: ({ rate }, input, where) =>
    settle(referenceFaults(input, where), () => {
      const { part, scores } = input.reference
      const cut = benjaminiHochberg(conformalPValues(scores, input.scores), rate)
      const value = cut === undefined ? undefined : conformalThreshold(scores, cut)
      return {
        value: value ?? greatest(input.scores, scores[scores.length - 1] ?? 0),
        by: part,
        rows: scores.length,
        promised: { of: 'false discoveries', rate },
      }
    }),
})
