/**
 * Isthmus: autoencoders as pure, typed, composable values. Flat is the language that specs are written in, with `fit` and
 * `open`; everything else is under a name.
 */
export { pipe } from 'fp-ts/lib/function.js'

// Every layer, loss term, update and preprocessing step. The registries list them one by one; adding one there is all it takes to
// export it here. Sources and schedules, whose names are common words, are under `Sources` and `Schedules`.
export * from './layers/registry.ts'
export * from './losses/registry.ts'
export * from './optimisers/registry.ts'
export * from './preprocessing/registry.ts'

export { csv, mnist } from './data/sources/registry.ts'
export { autoencoder, experiment, mirror } from './dsl/index.ts'
export { engines } from './engines/index.ts'
export { fit, open } from './fitted/index.ts'
export { extend, library } from './format/index.ts'
export { classes, columns, defineLayer, input } from './layers/index.ts'
export { combine, summed, weighted } from './losses/index.ts'
export { elaborate } from './model/index.ts'
export { chain } from './optimisers/index.ts'
export { cosine, exponential, oneCycle, warmUp } from './schedules/registry.ts'

export * as Data from './api/data.ts'
export * as Engines from './api/engines.ts'
export * as Expressions from './api/expressions.ts'
export * as Interpreters from './api/interpreters.ts'
export * as Layers from './api/layers.ts'
export * as Losses from './api/losses.ts'
export * as Models from './api/models.ts'
export * as Optimisers from './api/optimisers.ts'
export * as Preprocessing from './api/preprocessing.ts'
export * as Random from './api/random.ts'
export * as Sources from './data/sources/registry.ts'
export * as Schedules from './api/schedules.ts'
export * as Search from './api/search.ts'
export * as Specs from './api/specs.ts'
export * as Statistics from './api/statistics.ts'
export * as Tasks from './api/tasks.ts'
export * as Training from './api/training.ts'
export * as Codecs from './codec/index.ts'
export * as Derived from './tensor/derived.ts'
export * as Named from './tensor/named.ts'

export type { Fallible, Fault, Faults, IsthmusError } from './codec/index.ts'
export type { Dataset, SourceSpec, Split } from './data/index.ts'
export type { HostTensor } from './tensor/host.ts'
export type { Autoencoder, Experiment, MirrorOptions } from './dsl/index.ts'
export type { Chosen, Engine, EngineName, EngineOptions, Session, State } from './engines/index.ts'
export type { Dual } from './interpreters/dual/index.ts'
export type { Dtype, NdArray } from './interpreters/ndarray/index.ts'
export type {
  Built,
  Condition,
  ConditionSpec,
  Context,
  Defined,
  KeepsSizes,
  Layer,
  LayerDefinition,
  LayerSpec,
  Net,
  Network,
  Program,
  Stage,
  StageInput,
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
export type { AutoencoderSpec, LossValue, Model, Plan, TrainState, Weights } from './model/index.ts'
export type { BuiltUpdate, Optimiser, Update, UpdateDefinition, Updates, UpdateSpec } from './optimisers/index.ts'
export type { Step, StepDefinition, Steps, StepSpec } from './preprocessing/index.ts'
export type { Stream } from './random/index.ts'
export type { BuiltSchedule, Rate, RunPosition, Schedule, ScheduleDefinition, ScheduleSpec } from './schedules/index.ts'
export type {
  EnsembleOptions,
  FitOptions,
  FittedModel,
  OpenOptions,
  Provenance,
  Rows,
  TrainedModel,
} from './fitted/index.ts'
export type { Additions, ExperimentSpec, Registry, Spec, Stopping } from './format/index.ts'
export type { Expression } from './expression/expression.ts'
export type { Extent, Shape, Sizes } from './tensor/shape.ts'
export type { PadWidths, Primitive, Readable, Tensor, Window } from './tensor/tensor.ts'
export type { EpochLosses, Job, Outcome, Progress } from './training/index.ts'
