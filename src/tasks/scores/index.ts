import { definitionsIn } from '../../registry/index.ts'
import * as registry from './registry.ts'
import type { Scores } from './score.ts'

export type { FittedScore, ScoreFit } from './build.ts'
export { buildScore, fitScore, scoreCodec, scorerOf } from './build.ts'
export { meanSurprise } from './ensemble.ts'
export { eachRow, residuals } from './points.ts'
export type {
  BuiltScore,
  FittedTensors,
  Score,
  ScoreContext,
  ScoreDefinition,
  ScoreInput,
  Scorer,
  Scores,
  ScoreSpec,
} from './score.ts'
export { defineScore, withoutState } from './score.ts'

/** The anomaly scores of the library by name. */
export const scores: Scores = definitionsIn(registry)
