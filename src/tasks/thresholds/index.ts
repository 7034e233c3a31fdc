export type {
  LabelledScores,
  Promised,
  ReferencePart,
  SetThreshold,
  Threshold,
  ThresholdDefinition,
  ThresholdInput,
  Thresholds,
  ThresholdSpec,
} from './threshold.ts'
export { defineThreshold } from './threshold.ts'
