import * as Either from 'fp-ts/lib/Either.js'
import { pipe } from 'fp-ts/lib/function.js'
import type { Fallible } from '../../codec/index.ts'
import { drawFaults } from '../../codec/index.ts'
import type { Sizes } from '../../tensor/shape.ts'
import type { Placed } from './assemble.ts'
import { assemble } from './assemble.ts'
import type { Built, Context, Layers } from './layer.ts'
import { definitionFor, layersCodec } from './layer.ts'
import type { LayerSpec, Network } from './net.ts'
import { programFault } from './programFault.ts'

const contextOf = (layers: Layers, where: string): Context => ({
  where,
  nested: layersCodec(layers),
  nest: (specs, input, key) => buildNetwork(layers, specs, input, `${where}.${key}`),
  mirror: (specs, input) => mirrorLayers(layers, specs, input),
})

/** Builds each layer for the output of the layer before it; `where` is the place of the list of layers. */
export const place = (
  layers: Layers,
  specs: ReadonlyArray<LayerSpec>,
  input: Sizes,
  where: string,
): Fallible<ReadonlyArray<Placed>> => {
  const placed: Array<Placed> = []
  let sizes = input
  for (const [i, spec] of specs.entries()) {
    const [definition, settings] = definitionFor(layers, spec)
    const result = definition.build(settings, sizes, contextOf(layers, `${where}[${i}]`))
    if (Either.isLeft(result)) return result
    const fault = programFault(result.right, sizes, `${where}[${i}]`, spec.layer)
    if (fault !== undefined) return Either.left([fault])
    placed.push({ spec, input: sizes, built: result.right })
    sizes = result.right.output
  }
  return Either.right(placed)
}

/** Builds a network for an input of these sizes; `where` is the place of the list of layers. */
export const buildNetwork = (
  layers: Layers,
  specs: ReadonlyArray<LayerSpec>,
  input: Sizes,
  where: string,
): Fallible<Built> =>
  pipe(
    place(layers, specs, input, where),
    Either.flatMap((placed) => assemble(placed, input, where)),
  )

/** The built layers; a network that does not build is a programmer's error here. */
const mustPlace = (layers: Layers, specs: ReadonlyArray<LayerSpec>, input: Sizes): ReadonlyArray<Placed> => {
  const placed = place(layers, specs, input, 'layers')
  if (Either.isLeft(placed)) throw new Error(`mirror: ${drawFaults(placed.left)}`)
  return placed.right
}

/** The sizes of the output of a network. */
export const outputSizes = (layers: Layers, { input, layers: specs }: Network): Sizes =>
  mustPlace(layers, specs, input).at(-1)?.built.output ?? input

/**
 * The layers of the way back, last first. With `tie`, the name of the network whose weights are shared, each layer that
 * can shares the weights of its counterpart. A spec that does not build is a programmer's error here.
 */
export const mirrorLayers = (
  layers: Layers,
  specs: ReadonlyArray<LayerSpec>,
  input: Sizes,
  tie?: string,
): ReadonlyArray<LayerSpec> => {
  return mustPlace(layers, specs, input)
    .flatMap(({ spec, input: sizes }, i) => {
      const [definition, settings] = definitionFor(layers, spec)
      const back = definition.mirror?.(
        settings,
        sizes,
        contextOf(layers, `layers[${i}]`),
        tie === undefined ? undefined : `${tie}.${i}`,
      )
      return [back ?? []].flat().toReversed()
    })
    .toReversed()
}
