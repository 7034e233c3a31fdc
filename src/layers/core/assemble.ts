import * as Either from 'fp-ts/lib/Either.js'
import type { Fallible, Fault, Faults } from '../../codec/index.ts'
import * as Named from '../../tensor/named.ts'
import { present } from '../../tensor/present.ts'
import type { Sizes } from '../../tensor/shape.ts'
import { jointCondition, mixedConditions } from './condition.ts'
import type { Built } from './layer.ts'
import { built } from './layer.ts'
import type { LayerSpec } from './net.ts'
import { sequence } from './stage.ts'

/** A layer of a network, built for its input. */
export interface Placed {
  readonly spec: LayerSpec
  readonly input: Sizes
  readonly built: Built
}

const collect = <T>(placed: ReadonlyArray<Placed>, of: (built: Built) => Named.Named<T>): Named.Named<T> =>
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

/** The number of layers at the beginning that leave indices what they are: noise that replaces some of them. */
const replacing = (placed: ReadonlyArray<Placed>): number => {
  const first = placed.findIndex(({ built: { replacement } }) => replacement === undefined)
  return first < 0 ? placed.length : first
}

/** Indices must come from the data: the output of another layer is none. */
const computedIndices = (placed: ReadonlyArray<Placed>, where: string): Faults | undefined => {
  const first = replacing(placed)
  const at = placed.findIndex(({ built: { indices } }, i) => i > first && indices !== undefined)
  const found = placed[at - 1]?.spec.layer
  return found === undefined ? undefined : [wantsIndices(`${where}[${at}]`, `the output of "${found}"`)]
}

/** What noise puts in the place of indices must be one itself. */
const replacedByNone = (placed: ReadonlyArray<Placed>, where: string): Faults | undefined => {
  const first = replacing(placed)
  const below = placed[first]?.built.indices?.below ?? Infinity
  const at = placed.slice(0, first).findIndex(({ built: { replacement = 0 } }) => replacement >= below)
  const expected = `an index below ${below}, the number of entries of the table behind it`
  return at < 0
    ? undefined
    : [{ fault: 'out of range', where: `${where}[${at}]`, expected, found: String(placed[at]?.built.replacement) }]
}

/** The fault of a layer that looks up indices, if its input does not come from the data. */
export const wantsIndices = (where: string, found: string): Fault => ({
  fault: 'wrong value',
  where,
  expected: 'indices from the data',
  found,
  remedy: 'put the layer that looks up indices first in the encoder',
})

/** A whole network as one layer: the names of each layer are in the scope of its position. */
export const assemble = (placed: ReadonlyArray<Placed>, input: Sizes, where: string): Fallible<Built> => {
  const parts = placed.map((layer) => layer.built)
  const wrong =
    duplicateAux(placed, where) ??
    computedIndices(placed, where) ??
    replacedByNone(placed, where) ??
    mixedConditions(parts, (at) => `${where}[${at}]`)
  if (wrong !== undefined) return Either.left(wrong)
  return built({
    output: placed.at(-1)?.built.output ?? input,
    parameters: collect(placed, ({ parameters }) => parameters),
    shared: collect(placed, ({ shared }) => shared),
    buffers: collect(placed, ({ buffers }) => buffers),
    noise: collect(placed, ({ noise }) => noise),
    aux: Named.disjoint(...placed.map((layer) => layer.built.aux)),
    ...present({ indices: placed[replacing(placed)]?.built.indices, distribution: placed.at(-1)?.built.distribution }),
    ...jointCondition(parts),
    padding: 'handles',
    program: sequence(placed.map(({ built: { program, padding } }, i) => ({ scope: String(i), program, padding }))),
  })
}
