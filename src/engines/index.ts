export type { Chosen, EngineName, EngineOptions } from './auto.ts'
export { auto, engines, native, web } from './auto.ts'
export type {
  ValueAndGradient,
  Engine,
  HostRows,
  HostWeights,
  Minibatch,
  InferenceMethod,
  Session,
  State,
  StepOutcome,
  Trained,
} from './engine.ts'
export { EngineError } from './engine.ts'
export type { Member } from './ensemble.ts'
export { ensemble } from './ensemble.ts'
export { reference } from './reference/reference.ts'
export type { ChunkSizer } from './tuning/chunkSizer.ts'
export { chunkSizer } from './tuning/chunkSizer.ts'
export { drawNoise } from './noise.ts'
