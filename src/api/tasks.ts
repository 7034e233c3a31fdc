/** What trained models are used for, on data sets and sessions. */
export {
  compare,
  corrupt,
  defineScore,
  describe,
  detect,
  eachRow,
  equations,
  estimateBound,
  fitScore,
  inferenceOf,
  residuals,
  scorerOf,
  scores,
  withoutState,
} from '../tasks/index.ts'
export type { BuiltScore, FittedScore, ScoreInput, Scorer, ScoreSpec } from '../tasks/index.ts'
