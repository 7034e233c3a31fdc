/** Statistics of points in many dimensions and of scores. */
export {
  assign,
  correlationRatio,
  correlations,
  cosines,
  fitPca,
  greatestCosines,
  linearCka,
  linearDiscriminant,
  meanMaxCosine,
  nearestNeighbours,
  pcaError,
  pointAt,
  pointsOf,
  quantile,
  rocAuc,
} from '../statistics/index.ts'
