export type { Vocabulary } from './elaborate.ts'
export { elaborate, largestBytes } from './elaborate.ts'
export type { Holder, Layout } from './layout.ts'
export { compact, holderShapes, pack, separate, unpack } from './layout.ts'
export type { AutoencoderSpec, Model, ModelNetwork, ModelTerm } from './model.ts'
export type { LossValue, Rows, Weights } from './programs.ts'
export {
  decode,
  decoderJacobian,
  encode,
  encoderJacobian,
  loss,
  quiet,
  quietLoss,
  reconstruct,
  score,
} from './programs.ts'
export type { Plan, StepReport, TrainState } from './step.ts'
export { direct, isLayoutFree, slotsOf, step } from './step.ts'
export type { Moment } from './weight.ts'
export { lastOf, scheduledWeights, weightAt } from './weight.ts'
export { lossOnSymbols } from './symbols.ts'
