import type { Layers } from './layer.ts'
import * as registry from './registry.ts'

export type { Beginning, Follows } from './beginning.ts'
export { beginnings } from './beginning.ts'
export type { Initialiser } from './initialiser.ts'
export { initialise } from './initialiser.ts'
export type { Borrow, BufferSpec, Built, Context, Indices, Layer, LayerRow, Layers, Noise, Parameter } from './layer.ts'
export { built, layersCodec, row } from './layer.ts'
export type { LayerSpec, Net, Network } from './net.ts'
export { append, input, withLayers } from './net.ts'
export type { Placed } from './network.ts'
export type { TransformerBlockOptions } from './transformerBlock.ts'
export { transformerBlock } from './transformerBlock.ts'
export { assemble, buildNetwork, mirrorLayers, outputSizes, place, wantsIndices } from './network.ts'
export { runOnSymbols, symbolsOf } from './symbols.ts'
export type { Cotangents, Program, Stage, StageInput } from './stage.ts'
export { stage } from './stage.ts'
export type { Arguments, Defined, Keeping, KeepsSizes, Specify } from './define.ts'
export { defineLayer, keepsSizes } from './define.ts'
export { wrongSizes } from './layer.ts'

/** The layers of the library by name. A user's own are added beside them: `extend(library, { layers: [mine] })`. */
export const layers: Layers = Object.fromEntries(Object.values(registry).map(({ row }) => [row.name, row]))
