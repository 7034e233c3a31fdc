export type { Cholesky } from './cholesky.ts'
export { cholesky, logDeterminant, multiplyLower, solveLower, squaredMahalanobis } from './cholesky.ts'
export type { MixtureCriterion, MixtureTrial } from './chooseGaussianMixture.ts'
export { chooseGaussianMixture, meanLogDensity, mixtureBic, mixtureParameters } from './chooseGaussianMixture.ts'
export type { MixtureFit, MixtureOptions } from './fitGaussianMixture.ts'
export { expectationMaximisation, fitGaussianMixture } from './fitGaussianMixture.ts'
export type { GaussianMixture } from './gaussianMixture.ts'
export {
  gaussianMixtureCodec,
  mixtureLogDensity,
  mixtureWidth,
  responsibilities,
  sampleMixture,
} from './gaussianMixture.ts'
export type { KMeans } from './kMeans.ts'
export { kMeans } from './kMeans.ts'
export type { ShrunkCovariance } from './ledoitWolf.ts'
export { ledoitWolf } from './ledoitWolf.ts'
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
export { pointAt, pointsOf, selectPoints } from './points.ts'
export { quantile, rocAuc } from './roc.ts'
export { solveUpper } from './solveUpper.ts'
export type { UpperTail } from './upperTail.ts'
export { surprise, upperTail } from './upperTail.ts'
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
