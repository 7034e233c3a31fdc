/** What trained models are used for, on data sets and sessions. */
export type { CodeDensity, DensitySpec, DensityTrial, FittedDensity, TrainingCodes } from '../tasks/densities/index.ts'
export { chooseDensity, defineCodeDensity, densityOf } from '../tasks/densities/index.ts'
export { aggregatePosterior, empirical, flow, gaussianMixture, prior } from '../tasks/densities/registry.ts'
export {
  compare,
  corrupt,
  describe,
  detect,
  equations,
  estimateBound,
  inferenceOf,
  spherical,
  straight,
  trainingCodesOf,
} from '../tasks/index.ts'
