export type { Dimensions, LatentSpace, LatentSpaceOptions, Outlier } from './latentSpace.ts'
export { latentSpaceOf } from './latentSpace.ts'
export type { Plausibility, Proposal } from './proposal.ts'
export { proposalFor } from './proposal.ts'
