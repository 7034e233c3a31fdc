import type { Layers } from './core/layer.ts'
import * as registry from './registry.ts'

export type { Initial, DerivedInitial } from './core/initial.ts'
export { initialValues } from './core/initial.ts'
export type { Condition, ConditionSpec } from './core/condition.ts'
export { classes, classOf, columns, conditionCodec, unknownLabel, widthOf } from './core/condition.ts'
export { isGaussian } from './codes/gaussian.ts'
export type { Initialiser } from './core/initialiser.ts'
export { initialise } from './core/initialiser.ts'
export type {
  SharedParameter,
  BufferSpec,
  Built,
  Context,
  Indices,
  Layer,
  LayerDefinition,
  Layers,
  Noise,
  Parameter,
} from './core/layer.ts'
export { built, layersCodec, row } from './core/layer.ts'
export type { LayerSpec, Net, Network } from './core/net.ts'
export { append, input, withLayers } from './core/net.ts'
export type { Placed } from './core/network.ts'
export type { TransformerBlockOptions } from './attention/transformerBlock.ts'
export { transformerBlock } from './attention/transformerBlock.ts'
export { assemble, buildNetwork, mirrorLayers, outputSizes, place, wantsIndices } from './core/network.ts'
export { runOnSymbols, symbolsOf } from './core/symbols.ts'
export type { Cotangents, Program, Stage, StageInput } from './core/stage.ts'
export { plus, stage } from './core/stage.ts'
export type { Arguments, Defined, Keeping, KeepsSizes, Specify } from './core/define.ts'
export { defineLayer, keepsSizes } from './core/define.ts'
export { wrongSizes } from './core/layer.ts'

/** The layers of the library by name. A user's own are added beside them: `extend(library, { layers: [mine] })`. */
export const layers: Layers = Object.fromEntries(
  Object.values(registry).map(({ definition }) => [definition.name, definition]),
)
