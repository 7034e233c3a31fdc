/** The thresholds of the library. What is exported here can be named by `detect`. */
export { bestF1 } from './bestF1.ts'
export { conformal } from './conformal.ts'
export { contamination } from './contamination.ts'
export { cost } from './cost.ts'
export { falseDiscoveryRate } from './falseDiscoveryRate.ts'
export { quantile } from './quantile.ts'
export { tail } from './tail.ts'
