export { betweenShare } from './betweenShare.ts'
export type { Neighbours } from './neighbours.ts'
export { nearestNeighbours } from './neighbours.ts'
export type { Pca } from './pca.ts'
export { fitPca, pcaError } from './pca.ts'
export type { Points } from './points.ts'
export { pointAt, pointsOf } from './points.ts'
export { quantile, rocAuc } from './roc.ts'
export type {
  Agreement,
  Areas,
  PointScore,
  PositionalBias,
  Range,
  RangeSettings,
  ScoredPoints,
} from './series/index.ts'
export {
  pointAdjusted,
  pointAgreement,
  pointScores,
  rangeAgreement,
  rangeAreas,
  rangesOf,
  volumeUnderSurface,
} from './series/index.ts'
