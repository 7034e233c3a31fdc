export { bound, boundFault } from './programs/importanceWeightedBound.ts'
export type { Vocabulary } from './elaborate/elaborate.ts'
export { elaborate, largestBytes } from './elaborate/elaborate.ts'
export type { FusedTensor, Layout } from './step/layout.ts'
export { fuseSmall, fusedShapes, fuse, unfused, split } from './step/layout.ts'
export type { AutoencoderSpec, Model, ModelNetwork, ModelTerm } from './model.ts'
export type { Weights } from './programs/networks.ts'
export { decoderJacobian, decoderOn, discriminatorOn, encoderJacobian, neutralNoise } from './programs/networks.ts'
export type { LossValue, Rows } from './programs/programs.ts'
export {
  decode,
  encode,
  allGradients,
  allTerms,
  loss,
  evaluationLoss,
  reconstruct,
  score,
} from './programs/programs.ts'
export type { OptimiserInput, OptimiserOutput } from './step/applyOptimiser.ts'
export { applyOptimiser, initialSlots } from './step/applyOptimiser.ts'
export type { OptimiserRegistry, Optimisers } from './step/buildPlan.ts'
export { buildPlan } from './step/buildPlan.ts'
export { groupsOf, slotScopes, slotsFor } from './step/groups.ts'
export type { Plan, TrainState } from './step/plan.ts'
export { isLayoutFree } from './step/plan.ts'
export { isAutoencoderParameter, isDiscriminatorParameter } from './discriminator.ts'
export type { StepInput, StepReport } from './step/step.ts'
export { step } from './step/step.ts'
export type { RunPosition } from './programs/weight.ts'
export { finalStep, scheduledWeights, weightAt } from './programs/weight.ts'
export { lossOnSymbols } from './programs/symbols.ts'
