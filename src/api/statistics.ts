/** Statistics of points in many dimensions and of scores. */
export {
  fitPca,
  maximumLikelihoodDimension,
  nearestNeighbours,
  pcaError,
  pointAt,
  pointsOf,
  quantile,
  rocAuc,
  twoNN,
} from '../statistics/index.ts'
