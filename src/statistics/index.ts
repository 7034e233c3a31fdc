export type { Neighbours } from './neighbours.ts'
export { nearestNeighbours } from './neighbours.ts'
export type { Baseline, IsolationForestOptions, OutlierScore } from './outliers/index.ts'
export {
  fitBaselines,
  fitIsolationForest,
  fitLocalOutlierFactor,
  fitNeighbourDistance,
  fitPcaResidual,
  fitStandardise,
  meanDepth,
  norm,
} from './outliers/index.ts'
export type { Pca } from './pca.ts'
export { fitPca, pcaError } from './pca.ts'
export type { Points } from './points.ts'
export { pointAt, pointsOf } from './points.ts'
export { quantile, rocAuc } from './roc.ts'
