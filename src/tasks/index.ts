export type { Baseline, Bound, Comparison } from './compare.ts'
export { compare, estimateBound, pcaFor } from './compare.ts'
export { corrupt, meanSquaredError } from './corrupt.ts'
export type { Description, Equations, LayerLine } from './describe.ts'
export { describe, equations } from './describe.ts'
export type { Detection, Detections, Threshold } from './detect.ts'
export { detect } from './detect.ts'
export type { Inference, UseSession } from './inference.ts'
export { inferenceOf } from './inference.ts'
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
