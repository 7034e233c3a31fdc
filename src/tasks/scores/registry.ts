/** The anomaly scores of the library. What is exported here can be named by `detect`. */
export { bound } from './bound.ts'
export { codeAndResidual } from './codeAndResidual.ts'
export { mahalanobis } from './mahalanobis.ts'
export { nearestNeighbours } from './nearestNeighbours.ts'
export { reconstruction } from './reconstruction.ts'
export { residualCovariance } from './residualCovariance.ts'
export { standardisedResiduals } from './standardisedResiduals.ts'
