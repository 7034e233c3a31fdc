import * as Either from 'fp-ts/lib/Either.js'
import { pipe } from 'fp-ts/lib/function.js'
import { struct } from '../../codec/index.ts'
import { bestF1Threshold } from '../../statistics/index.ts'
import { labelledOf } from './rows.ts'
import { defineThreshold } from './threshold.ts'

/** The threshold of the greatest F1 on labelled rows, which are not those that are decided on. */
export const bestF1 = defineThreshold({
  name: 'bestF1',
  summary: 'Best F1: the threshold of the greatest F1 on labelled rows.',
  codec: struct({}),
  set: (_, input, where) =>
    pipe(
      labelledOf(input, where),
      Either.flatMap(({ scores, anomalous }) =>
        pipe(
          bestF1Threshold(scores, anomalous),
          Either.map(({ threshold }) => ({ value: threshold, by: 'labelled' as const, rows: scores.length })),
        ),
      ),
    ),
})
