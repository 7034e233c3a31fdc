/** Statistics of points in many dimensions and of scores. */
export { fitPca, nearestNeighbours, pcaError, pointAt, pointsOf, quantile, rocAuc } from '../statistics/index.ts'
