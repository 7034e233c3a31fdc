import * as Either from 'fp-ts/lib/Either.js'
import { pipe } from 'fp-ts/lib/function.js'
import type { Fallible } from '../../codec/index.ts'
import { decode } from '../../codec/index.ts'
import type { ScoreSpec } from '../../tasks/index.ts'
import { scoreCodec, scores } from '../../tasks/index.ts'
import { words } from '../parser.ts'
import { namedSettings } from './settings.ts'

/** The option of which anomaly score rows have. */
export const scoreOptions = {
  score: words(
    '--score',
    'TEXT',
    `Anomaly score with its settings, nearestNeighbours:k=5: one of ${Object.keys(scores).join(', ')}; by default the one that was fitted with the run. Another is fitted on the training rows of the run.`,
  ),
}

export interface ScoreValues {
  readonly score: string | undefined
}

/** The score that the option names, if it names one. */
export const scoreOf = ({ score }: ScoreValues): Fallible<ScoreSpec | undefined> =>
  score === undefined
    ? Either.right(undefined)
    : pipe(
        namedSettings('--score', 'score', score),
        Either.flatMap((json) => decode(scoreCodec(scores), json, '--score')),
      )
