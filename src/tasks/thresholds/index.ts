import { definitionsIn } from '../../registry/index.ts'
import * as registry from './registry.ts'
import type { Thresholds } from './threshold.ts'

export type { NamedThreshold } from './setThreshold.ts'
export { setThreshold, thresholdCodec, thresholdNotices } from './setThreshold.ts'
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

/** The thresholds of the library by name. */
export const thresholds: Thresholds = definitionsIn(registry)
