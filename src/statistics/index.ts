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
export { averagePrecision, precisionAtN, rankedAveragePrecision, rankedPrecisionAt } from './averagePrecision.ts'
export { betweenShare } from './betweenShare.ts'
export type { BestThreshold, Costs } from './bestThreshold.ts'
export { bestF1Threshold, leastCostThreshold } from './bestThreshold.ts'
export type { BootstrapOptions, Interval } from './bootstrap.ts'
export { bootstrapIntervals } from './bootstrap.ts'
export { benjaminiHochberg, conformalPValues, conformalThreshold, rowsForAlpha } from './conformal.ts'
export type { Confusion } from './confusion.ts'
export { confusionAt, f1Of, falseAlarmsOf, precisionOf, recallOf } from './confusion.ts'
export type { Figure } from './figure.ts'
export type { GeneralisedPareto } from './generalisedPareto.ts'
export { excessAt, fitGeneralisedPareto, logLikelihood } from './generalisedPareto.ts'
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
export { solveUpper } from './solveUpper.ts'
export type { UpperTail } from './upperTail.ts'
export { surprise, upperTail } from './upperTail.ts'
export type { Counts, Ranking } from './ranking.ts'
export { labelFaults, rankingOf } from './ranking.ts'
export { quantile, rankedRocAuc, rocAuc } from './roc.ts'
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
