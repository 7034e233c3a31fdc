import { definitionsIn } from '../registry/index.ts'
import type { Layers } from './core/layer.ts'
import * as registry from './registry.ts'

export type { BufferSpec, DerivedInitial, Initial, Parameter } from './core/initial.ts'
export type { Noise } from './core/noise.ts'
export { initialValues } from './core/initial.ts'
export type { Condition, ConditionSpec } from './core/condition.ts'
export { classes, classOf, columns, conditionCodec, unknownLabel, widthOf } from './core/condition.ts'
export type { Initialiser } from './core/initialiser.ts'
export { initialise } from './core/initialiser.ts'
export type {
  SharedParameter,
  Built,
  CodeDistribution,
  Context,
  Indices,
  Layer,
  LayerDefinition,
  Layers,
} from './core/layer.ts'
export { built, layersCodec } from './core/layer.ts'
export type { LayerSpec, Net, Network } from './core/net.ts'
export { append, input, withLayers } from './core/net.ts'
export type { Placed } from './core/assemble.ts'
export { assemble, wantsIndices } from './core/assemble.ts'
export type { TransformerBlockOptions } from './attention/transformerBlock.ts'
export { transformerBlock } from './attention/transformerBlock.ts'
export { buildNetwork, mirrorLayers, outputSizes, place } from './core/network.ts'
export { runOnSymbols, symbolsOf } from './core/symbols.ts'
export type { Cotangents, PaddingUse, Program, Stage, StageInput } from './core/stage.ts'
export { plus, stage, withoutPadding } from './core/stage.ts'
export type { Arguments, Defined, Keeping, KeepsSizes, Specify } from './core/define.ts'
export { defineLayer, keepsSizes } from './core/define.ts'
export { wrongSizes } from './core/layer.ts'

/** The layers of the library by name. A user's own are added beside them: `extend(library, { layers: [mine] })`. */
export const layers: Layers = definitionsIn(registry)
