export type { Baseline, Bound, Comparison } from './compare.ts'
export { compare, estimateBound, pcaFor } from './compare.ts'
export { corrupt, meanSquaredError } from './corrupt.ts'
export type { Description, Equations, LayerLine } from './describe.ts'
export { describe, equations } from './describe.ts'
export type { DetectInput } from './detect.ts'
export { detect } from './detect.ts'
export type { BaselineResult, Detection, Detections, Labelled, Ranked } from './detections.ts'
export type {
  LabelledScores,
  NamedThreshold,
  Promised,
  ReferencePart,
  SetThreshold,
  ThresholdDefinition,
  ThresholdInput,
  Thresholds,
  ThresholdSpec,
} from './thresholds/index.ts'
export { defineThreshold, setThreshold, thresholdCodec, thresholds } from './thresholds/index.ts'
export type { Inference, UseSession } from './inference.ts'
export { inferenceOf } from './inference.ts'
export type {
  BuiltScore,
  FittedScore,
  FittedTensors,
  Score,
  ScoreContext,
  ScoreDefinition,
  ScoreFit,
  ScoreInput,
  Scorer,
  Scores,
  ScoreSpec,
} from './scores/index.ts'
export {
  defineScore,
  eachRow,
  fitScore,
  meanSurprise,
  residuals,
  scoreCodec,
  scorerOf,
  scores,
  withoutState,
} from './scores/index.ts'
export type {
  Basis,
  Cell,
  ColumnReason,
  Contributions,
  Explained,
  NearestRow,
  Reasons,
  RowReasons,
} from './reasons/index.ts'
export { byColumn, drawReason, errorContributions, reasonsOf, residualSpread } from './reasons/index.ts'
export type {
  Bounds,
  Change,
  RowScorer,
  RowScores,
  LimitOptions,
  Limits,
  Oddness,
  Repair,
  Repaired,
} from './repair/index.ts'
export { limitsOf, repairRows } from './repair/index.ts'
export type { ConditionProposal, KnownCategory } from './conditions/index.ts'
export { drawProposal, proposeCondition } from './conditions/index.ts'
export type { SeriesDetections, SeriesEvent, SeriesFigures, SeriesOptions, WindowScores } from './series/index.ts'
export { seriesDetections } from './series/index.ts'
