export type { EpochOfHistory } from './epochOfHistory.ts'
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
export type { ModelEvaluation, ModelEvaluationOptions, Units } from './evaluation.ts'
export { evaluateModel } from './evaluation.ts'
export type {
  ChosenMetric,
  ColumnErrors,
  FitEvidence,
  FitVerdict,
  Measured,
  MetricChoice,
  MetricDefinition,
  MetricGroup,
  MetricParts,
  MetricResult,
  Metrics,
  MetricSpec,
  MetricSubject,
} from './metrics/index.ts'
export { chosenMetrics, defineMetric, fitVerdict, measure, metrics, metricSubject } from './metrics/index.ts'
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
  LimitOptions,
  Limits,
  Oddness,
  Repair,
  Repaired,
  RowScorer,
  RowScores,
} from './repair/index.ts'
export { limitsOf, repairRows } from './repair/index.ts'
export type { ConditionProposal, KnownCategory } from './conditions/index.ts'
export { drawProposal, proposeCondition } from './conditions/index.ts'
export type { SeriesDetections, SeriesEvent, SeriesFigures, SeriesOptions, WindowScores } from './series/index.ts'
export { seriesDetections } from './series/index.ts'
export type {
  BuiltDiagnosis,
  CodeKind,
  DiagnoseOptions,
  Diagnoses,
  DiagnosisDefinition,
  DiagnosisParts,
  DiagnosisReport,
  DiagnosisSpec,
  Finding,
  Found,
  NotApplicable,
  Skipped,
  Subject,
} from './diagnose/index.ts'
export { defineDiagnosis, diagnose, diagnoses } from './diagnose/index.ts'
export type {
  Dimensions,
  LatentSpace,
  LatentSpaceOptions,
  Outlier,
  Plausibility,
  Proposal,
} from './latentSpace/index.ts'
export { latentSpaceOf, proposalFor } from './latentSpace/index.ts'
export type {
  Agreement,
  Completeness,
  Concept,
  ConceptDirection,
  ConceptOptions,
  EntryCard,
  ExcitingRow,
  ExplainOptions,
  Explanation,
  Influence,
  Match,
  Near,
  Stability,
} from './explain/index.ts'
export { conceptOf, directionsOf, explain, stability, steered } from './explain/index.ts'
export type { EntryRange, OutputNoise, Traversal } from './generate/index.ts'
export {
  centreOf,
  labelsFor,
  likelihoodFault,
  pathThrough,
  priorRange,
  rangesOf,
  rowsFromCodes,
  rowsOfLabel,
  shares,
  spherical,
  straight,
  trainingCodesOf,
  traversalFrom,
} from './generate/index.ts'
