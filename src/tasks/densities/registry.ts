export { aggregatePosterior } from './aggregatePosterior.ts'
export { empirical } from './empirical.ts'
export { gaussianMixture } from './gaussianMixture.ts'
export { prior } from './prior.ts'
