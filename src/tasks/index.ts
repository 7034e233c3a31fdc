export type { Baseline, Bound, Comparison } from './compare.ts'
export { compare, estimateBound, pcaFor } from './compare.ts'
export { corrupt, meanSquaredError } from './corrupt.ts'
export type { Description, Equations, LayerLine } from './describe.ts'
export { describe, equations } from './describe.ts'
export type {
  BuiltDiagnosis,
  CodeKind,
  DiagnoseOptions,
  Diagnoses,
  DiagnosisDefinition,
  DiagnosisParts,
  DiagnosisReport,
  DiagnosisSpec,
  EpochOfHistory,
  Finding,
  Found,
  NotApplicable,
  Skipped,
  Subject,
} from './diagnose/index.ts'
export { defineDiagnosis, diagnose, diagnoses } from './diagnose/index.ts'
export type { Detection, Detections, Threshold } from './detect.ts'
export { detect } from './detect.ts'
export type { Inference, UseSession } from './inference.ts'
export { inferenceOf } from './inference.ts'
export type {
  Dimensions,
  LatentSpace,
  LatentSpaceOptions,
  Outlier,
  Plausibility,
  Proposal,
} from './latentSpace/index.ts'
export { latentSpaceOf, proposalFor } from './latentSpace/index.ts'
