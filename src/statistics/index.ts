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
export { fitPca, pcaCodes, pcaError, pcaErrors, pcaReconstruction, pcaWork } from './pca.ts'
export type { Points } from './points.ts'
export { pointAt, pointsOf, selectPoints } from './points.ts'
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
export { correlationRatio, correlations } from './correlation.ts'
export { distinctRows } from './distinctPoints.ts'
export type { IntrinsicDimension, IntrinsicDimensionOptions } from './intrinsicDimension.ts'
export { maximumLikelihoodDimension, twoNN } from './intrinsicDimension.ts'
export { meanDiscrepancy } from './meanDiscrepancy.ts'
export type { Moments } from './moments.ts'
export { meanOf, momentsOf, varianceOf } from './moments.ts'
export { neighbourGroups } from './neighbourGroups.ts'
export { countFor, varianceShares } from './spectrum.ts'
export { assign } from './assignment.ts'
export { linearCka } from './cka.ts'
export { cosines, greatestCosines, meanMaxCosine } from './cosine.ts'
export type { LinearProbe } from './linearProbe.ts'
export { fitLinearProbe, probeClasses } from './linearProbe.ts'
export { binned, entropy, mutualInformation } from './mutualInformation.ts'
export type { Discriminant } from './linearDiscriminant.ts'
export { linearDiscriminant } from './linearDiscriminant.ts'
export type { Cholesky } from './cholesky.ts'
export { cholesky, logDeterminant, multiplyLower, solveLower, squaredMahalanobis } from './cholesky.ts'
export type { MixtureCriterion, MixtureTrial } from './chooseGaussianMixture.ts'
export { chooseGaussianMixture, meanLogDensity, mixtureBic, mixtureParameters } from './chooseGaussianMixture.ts'
export type { CouplingFlow } from './couplingFlow.ts'
export { couplingAt, couplingSize, flowInverse, flowLogDensity } from './couplingFlow.ts'
export type { FlowOptions } from './fitCouplingFlow.ts'
export { fitCouplingFlow } from './fitCouplingFlow.ts'
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
export type { Contingency, Labelling } from './contingency.ts'
export { contingency, indexed } from './contingency.ts'
export type { Dci, Factor } from './disentanglement.ts'
export {
  attributePredictability,
  dciOf,
  importances,
  informativeness,
  mutualInformationGap,
  varyingFactors,
} from './disentanglement.ts'
export type { Eigenpair, SymmetricOperator } from './eigenvectors.ts'
export { leadingEigenpairs } from './eigenvectors.ts'
export { frechetDistance } from './frechet.ts'
export { lasso } from './lasso.ts'
export { precisionRecall } from './manifold.ts'
export { meanInterval } from './meanInterval.ts'
export { neighbourPurity, neighbourVote } from './neighbourVote.ts'
export { adjustedRandIndex } from './randIndex.ts'
export type { SsimOptions } from './ssim.ts'
export { structuralSimilarity } from './ssim.ts'
export { activeUnits, covariance, effectiveRank, redundancy } from './spread.ts'
export { trustworthiness } from './trustworthiness.ts'
export type { ShrunkCovariance } from './ledoitWolf.ts'
export { ledoitWolf } from './ledoitWolf.ts'
export { solveUpper } from './solveUpper.ts'
export type { UpperTail } from './upperTail.ts'
export { surprise, upperTail } from './upperTail.ts'
