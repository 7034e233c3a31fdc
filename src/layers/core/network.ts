import * as Either from 'fp-ts/lib/Either.js'
import type { Fault, Faults } from '../../codec/index.ts'
import { drawFaults } from '../../codec/index.ts'
import * as Named from '../../tensor/named.ts'
import { input as symbol } from '../../expression/expression.ts'
import { ShapeError } from '../../tensor/infer.ts'
import { present } from '../../tensor/present.ts'
import type { Sizes } from '../../tensor/shape.ts'
import { drawShape, rowsOf, sameShape } from '../../tensor/shape.ts'
import { jointCondition, mixedConditions } from './condition.ts'
import type { Built, Context, Layers } from './layer.ts'
import { built, layersCodec, definitionFor } from './layer.ts'
import type { LayerSpec, Network } from './net.ts'
import { sequence } from './stage.ts'
import { runOnSymbols } from './symbols.ts'

/** One layer of a network with what it was built to. */
export interface Placed {
  readonly spec: LayerSpec
  readonly input: Sizes
  readonly built: Built
}

const contextOf = (layers: Layers, where: string): Context => ({
  where,
  nested: layersCodec(layers),
  nest: (specs, input, key) => buildNetwork(layers, specs, input, `${where}.${key}`),
  mirror: (specs, input) => mirrorLayers(layers, specs, input),
})

const textOf = (error: unknown): string =>
  error instanceof ShapeError ? error.message : `an error: ${error instanceof Error ? error.message : String(error)}`

/** What is wrong with a layer's own program, if anything: its shapes, or that it throws. A mistake of whoever defined it. */
const programFault = (built: Built, sizes: Sizes, where: string, name: string): Fault | undefined => {
  const fault = (expected: string, found: string): Fault => ({
    fault: 'wrong layer',
    where,
    expected,
    found,
    remedy: 'mend the program of the layer; assertLaws(layerLaws(row)) tests it',
  })
  let expected = `rows of ${drawShape(built.output)} from "${name}"`
  try {
    const { y, pullback } = runOnSymbols(built, sizes)
    if (!sameShape(y.shape, rowsOf(built.output))) return fault(expected, drawShape(y.shape))
    expected = `a pullback of "${name}"`
    pullback(symbol('dy', y.shape), {})
    return undefined
  } catch (error) {
    return fault(expected, textOf(error))
  }
}

/** Builds each layer for the sizes that the one before it gives; `where` is the place of the list. */
export const place = (
  layers: Layers,
  specs: ReadonlyArray<LayerSpec>,
  input: Sizes,
  where: string,
): Either.Either<Faults, ReadonlyArray<Placed>> => {
  const placed: Array<Placed> = []
  let sizes = input
  for (const [i, spec] of specs.entries()) {
    const [row, settings] = definitionFor(layers, spec)
    const result = row.build(settings, sizes, contextOf(layers, `${where}[${i}]`))
    if (Either.isLeft(result)) return result
    const broken = programFault(result.right, sizes, `${where}[${i}]`, spec.layer)
    if (broken !== undefined) return Either.left([broken])
    placed.push({ spec, input: sizes, built: result.right })
    sizes = result.right.output
  }
  return Either.right(placed)
}

const gathered = <T>(placed: ReadonlyArray<Placed>, of: (built: Built) => Named.Named<T>): Named.Named<T> =>
  Named.disjoint(...placed.map((layer, i) => Named.prefix(of(layer.built), String(i))))

const duplicateAux = (placed: ReadonlyArray<Placed>, where: string): Faults | undefined => {
  const seen = new Set<string>()
  for (const [i, layer] of placed.entries())
    for (const name of Named.names(layer.built.aux)) {
      const fault = {
        fault: 'duplicate name',
        where: `${where}[${i}]`,
        expected: 'a name of its own',
        found: `"${name}" again`,
      }
      if (seen.has(name)) return [fault]
      seen.add(name)
    }
  return undefined
}

/** Indices come from data: what a layer before has computed is none. */
const computedIndices = (placed: ReadonlyArray<Placed>, where: string): Faults | undefined => {
  const at = placed.findIndex(({ built: { indices } }, i) => i > 0 && indices !== undefined)
  const found = placed[at - 1]?.spec.layer
  return found === undefined ? undefined : [wantsIndices(`${where}[${at}]`, `what "${found}" computes`)]
}

/** A fault about something else where a layer looks numbers of entries up. */
export const wantsIndices = (where: string, found: string): Fault => ({
  fault: 'wrong value',
  where,
  expected: 'indices from the data',
  found,
  remedy: 'put the layer that looks indices up first in the encoder',
})

/** A whole network as one layer: its parts' names are scoped by their position. */
export const assemble = (placed: ReadonlyArray<Placed>, input: Sizes, where: string): Either.Either<Faults, Built> => {
  const parts = placed.map((layer) => layer.built)
  const wrong =
    duplicateAux(placed, where) ?? computedIndices(placed, where) ?? mixedConditions(parts, (at) => `${where}[${at}]`)
  if (wrong !== undefined) return Either.left(wrong)
  return built({
    output: placed.at(-1)?.built.output ?? input,
    parameters: gathered(placed, ({ parameters }) => parameters),
    shared: gathered(placed, ({ shared }) => shared),
    buffers: gathered(placed, ({ buffers }) => buffers),
    noise: gathered(placed, ({ noise }) => noise),
    aux: Named.disjoint(...placed.map((layer) => layer.built.aux)),
    ...present({ indices: placed[0]?.built.indices, distribution: placed.at(-1)?.built.distribution }),
    ...jointCondition(parts),
    program: sequence(placed.map((layer, i) => ({ scope: String(i), program: layer.built.program }))),
  })
}

export const buildNetwork = (
  layers: Layers,
  specs: ReadonlyArray<LayerSpec>,
  input: Sizes,
  where: string,
): Either.Either<Faults, Built> =>
  Either.chain((placed: ReadonlyArray<Placed>) => assemble(placed, input, where))(place(layers, specs, input, where))

/** The layers with their sizes; a network that does not build is a programmer's error here. */
const mustPlace = (layers: Layers, specs: ReadonlyArray<LayerSpec>, input: Sizes): ReadonlyArray<Placed> => {
  const placed = place(layers, specs, input, 'layers')
  if (Either.isLeft(placed)) throw new Error(`mirror: ${drawFaults(placed.left)}`)
  return placed.right
}

/** The sizes that a network gives. */
export const outputSizes = (layers: Layers, { input, layers: specs }: Network): Sizes =>
  mustPlace(layers, specs, input).at(-1)?.built.output ?? input

/**
 * The layers of the way back, last first. With `tie` (the name of the network whose weights are shared) each
 * layer that can, shared its counterpart's weights. A spec that does not build is a programmer's error here.
 */
export const mirrorLayers = (
  layers: Layers,
  specs: ReadonlyArray<LayerSpec>,
  input: Sizes,
  tie?: string,
): ReadonlyArray<LayerSpec> => {
  return mustPlace(layers, specs, input)
    .flatMap(({ spec, input: sizes }, i) => {
      const [row, settings] = definitionFor(layers, spec)
      const back = row.mirror?.(
        settings,
        sizes,
        contextOf(layers, `layers[${i}]`),
        tie === undefined ? undefined : `${tie}.${i}`,
      )
      return [back ?? []].flat().toReversed()
    })
    .toReversed()
}
