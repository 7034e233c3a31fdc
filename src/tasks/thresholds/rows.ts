import * as Either from 'fp-ts/lib/Either.js'
import type { Fallible, Fault } from '../../codec/index.ts'
import { counted, failure } from '../../codec/index.ts'
import type { LabelledScores, ThresholdInput } from './threshold.ts'

/** A rate in percent, with three digits at most. */
export const percent = (rate: number): string => `${Number((100 * rate).toPrecision(3))} %`

/** How to have more rows that set a threshold. */
export const moreRows = 'hold more rows out by a greater split.calibration'

/** A threshold that lacks rows to set it. */
export const tooFewRows = (where: string, expected: string, found: string, remedy: string): Fallible<never> =>
  failure({ fault: 'too few rows', where, expected, found, remedy })

/** Where there are no reference rows at all. */
export const referenceFaults = (
  { reference: { part, scores } }: ThresholdInput,
  where: string,
): ReadonlyArray<Fault> =>
  scores.length > 0
    ? []
    : [
        {
          fault: 'too few rows',
          where,
          expected: `scores of ${part} rows to set it`,
          found: 'none',
          remedy: moreRows,
        },
      ]

/** The labelled rows of a threshold that needs some. */
export const labelledOf = ({ labelled }: ThresholdInput, where: string): Fallible<LabelledScores> =>
  labelled === undefined || labelled.scores.length === 0
    ? tooFewRows(
        where,
        'rows with labels to set it, apart from those to decide on',
        labelled === undefined ? 'none' : counted(0, 'row'),
        'give them: detect(rows, { labelled: { rows, anomalous } }), or --labelled FILE --label COLUMN',
      )
    : Either.right(labelled)
