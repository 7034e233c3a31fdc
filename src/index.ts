/** Isthmus: autoencoders as pure, typed, composable values. */
export { flow, pipe } from 'fp-ts/lib/function.js'

// The language: every layer, loss term, update, schedule and preprocessing step. The registries list them one by
// one; adding one there is all it takes to export it here.
export * from './layers/registry.ts'
export * from './losses/registry.ts'
export * from './optimisers/registry.ts'
export * from './preprocessing/registry.ts'
export * from './schedules/registry.ts'

export * as Codecs from './codec/index.ts'
export type { Fallible, Fault, Faults } from './codec/index.ts'
export { drawFault, drawFaults, IsthmusError, orThrow } from './codec/index.ts'
export type { Dataset, SourceSpec, Split } from './data/index.ts'
export { csv, mnist, select, split } from './data/index.ts'
export type { HostTensor } from './data/safetensors.ts'
export { decodeSafetensors, encodeSafetensors } from './data/safetensors.ts'
export type { Autoencoder, Experiment, MirrorOptions } from './dsl/index.ts'
export { autoencoder, experiment, mirror } from './dsl/index.ts'
export type { Chosen, Engine, EngineName, EngineOptions, Session, State } from './engines/index.ts'
export { auto, EngineError, engines, native, reference, web } from './engines/index.ts'
export type { Dual } from './interpreters/dual/index.ts'
export { dual, withTangent, constantDual, tangentOf } from './interpreters/dual/index.ts'
export type { Dtype, NdArray } from './interpreters/ndarray/index.ts'
export { ndarrays, wrap } from './interpreters/ndarray/index.ts'
export { costOf } from './interpreters/cost/index.ts'
export { draw as drawFormula } from './interpreters/text/index.ts'
export type {
  Built,
  Condition,
  ConditionSpec,
  Context,
  Defined,
  KeepsSizes,
  Layer,
  LayerDefinition,
  Layers,
  LayerSpec,
  Net,
  Network,
  Program,
  Stage,
  StageInput,
} from './layers/index.ts'
export {
  append,
  built,
  classes,
  columns,
  defineLayer,
  input,
  keepsSizes,
  layers,
  stage,
  transformerBlock,
  wrongSizes,
} from './layers/index.ts'
export type {
  BuiltTerm,
  CommonSettings,
  Evaluated,
  Loss,
  Tangent,
  Term,
  TermDefinition,
  TermInput,
  Terms,
  TermSpec,
  TermValue,
} from './losses/index.ts'
export {
  builtTerm,
  combine,
  defineTerm,
  named,
  nothing,
  summed,
  terms,
  termValue,
  unfitTerm,
  weighted,
} from './losses/index.ts'
export type { AutoencoderSpec, LossValue, Model, Plan, Rows, TrainState, Weights } from './model/index.ts'
export {
  decode,
  elaborate,
  encode,
  loss,
  neutralNoise,
  evaluationLoss,
  reconstruct,
  score,
  step as trainStep,
} from './model/index.ts'
export type { Optimiser, Update, UpdateDefinition, Updates, UpdateSpec } from './optimisers/index.ts'
export { chain, updateRow, updates } from './optimisers/index.ts'
export { apply, applyAll, fit as fitSteps, invert, invertAll, steps } from './preprocessing/index.ts'
export type { Stream } from './random/index.ts'
export { child, draw, path as streamPath, permutation, stream } from './random/index.ts'
export type {
  BuiltSchedule,
  Rate,
  RunPosition,
  Schedule,
  ScheduleDefinition,
  Schedules,
  ScheduleSpec,
} from './schedules/index.ts'
export { buildRate, defineSchedule, schedules } from './schedules/index.ts'
export type {
  FitOptions,
  FittedModel,
  OpenOptions,
  Provenance,
  Rows as RowsLike,
  TrainedModel,
} from './fitted/index.ts'
export { fit, fitEither, open, openEither } from './fitted/index.ts'
export type { Additions, ExperimentSpec, Registry, Spec, Stopping } from './format/index.ts'
export { decodeSpec, encodeSpec, extend, library, specSchema } from './format/index.ts'
export {
  compare,
  describe,
  detect,
  equations,
  estimateBound,
  fitPca,
  pcaError,
  quantile,
  rocAuc,
} from './tasks/index.ts'
export * as Derived from './tensor/derived.ts'
export type { Expression } from './expression/expression.ts'
export { expressions, input as symbol } from './expression/expression.ts'
export { interpret } from './expression/interpret.ts'
export * as Named from './tensor/named.ts'
export type { Extent, Shape, Sizes } from './tensor/shape.ts'
export type { PadWidths, Primitive, Readable, Tensor, Window } from './tensor/tensor.ts'
export type { EpochLosses, Job, Outcome, Progress } from './training/index.ts'
export { infer, evaluate, stepsPerEpoch, train, termWeightFaults } from './training/index.ts'
