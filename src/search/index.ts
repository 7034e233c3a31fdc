export type {
  BuiltDistribution,
  Distribution,
  Distributions,
  DistributionSpec,
  IntegerOptions,
} from './distributions/index.ts'
export { asNumber, asValue, defineDistribution, distributions } from './distributions/index.ts'
export { choice, integer, logUniform, uniform } from './distributions/registry.ts'
export type { Importance } from './importance.ts'
export { importances } from './importance.ts'
export type { Planned, SearchOptions } from './planSearch.ts'
export { budgetOf, planSearch } from './planSearch.ts'
export type { BuiltPruner, Decision, Pruner, PrunerInput, Pruners, PrunerSpec } from './pruners/index.ts'
export { definePruner, pruners } from './pruners/index.ts'
export type { BuiltSampler, Sampler, SamplerInput, Samplers, SamplerSpec } from './samplers/index.ts'
export { defineSampler, samplers } from './samplers/index.ts'
export type { SearchInput, SearchReport, SearchResult } from './search.ts'
export { reportOf, search, searchEither, trainingLength } from './search.ts'
export type { Hyperparameter, Values } from './space/hyperparameter.ts'
export { showValue } from './space/hyperparameter.ts'
export type { Space, SpaceFile } from './space/space.ts'
export { decodeSpace, space, specAt } from './space/space.ts'
export type { Candidate, Cost, TrialSettings } from './trials/candidate.ts'
export { candidateAt, candidateOf } from './trials/candidate.ts'
export { checkSpace } from './trials/checkSpace.ts'
export { drive } from './trials/drive.ts'
export type { Budget, SearchPlan } from './trials/plan.ts'
export type { Runner } from './trials/runner.ts'
export { localRunner } from './trials/runner.ts'
export type { Reached } from './trials/training.ts'
export type { Trial, TrialResult } from './trials/trial.ts'
export { paretoFront, ranked, trialCodec } from './trials/trial.ts'
