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

/** Indices must come from the data: the output of another layer is none. */
const computedIndices = (placed: ReadonlyArray<Placed>, where: string): Faults | undefined => {
  const at = placed.findIndex(({ built: { indices } }, i) => i > 0 && indices !== undefined)
  const found = placed[at - 1]?.spec.layer
  return found === undefined ? undefined : [wantsIndices(`${where}[${at}]`, `the output of "${found}"`)]
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
    duplicateAux(placed, where) ?? computedIndices(placed, where) ?? mixedConditions(parts, (at) => `${where}[${at}]`)
  if (wrong !== undefined) return Either.left(wrong)
  return built({
    output: placed.at(-1)?.built.output ?? input,
    parameters: collect(placed, ({ parameters }) => parameters),
    shared: collect(placed, ({ shared }) => shared),
    buffers: collect(placed, ({ buffers }) => buffers),
    noise: collect(placed, ({ noise }) => noise),
    aux: Named.disjoint(...placed.map((layer) => layer.built.aux)),
    ...present({ indices: placed[0]?.built.indices, distribution: placed.at(-1)?.built.distribution }),
    ...jointCondition(parts),
    program: sequence(placed.map((layer, i) => ({ scope: String(i), program: layer.built.program }))),
  })
}
