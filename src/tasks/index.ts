export type { Baseline, Bound, Comparison } from './compare.ts'
export { compare, estimateBound, pcaFor } from './compare.ts'
export { corrupt, meanSquaredError } from './corrupt.ts'
export type { Description, Equations, LayerLine } from './describe.ts'
export { describe, equations } from './describe.ts'
export type { Detection, Detections, Threshold } from './detect.ts'
export { detect } from './detect.ts'
export type { Inference, UseSession } from './inference.ts'
export { inferenceOf } from './inference.ts'
export type { ModelEvaluation, ModelEvaluationOptions, Units } from './evaluation.ts'
export { evaluateModel } from './evaluation.ts'
export type {
  ChosenMetric,
  ColumnErrors,
  EpochOfHistory,
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
