import * as Either from 'fp-ts/lib/Either.js'
import type { Fallible } from '../../codec/index.ts'
import { failure } from '../../codec/index.ts'
import * as Named from '../../tensor/named.ts'
import { present } from '../../tensor/present.ts'
import { jointCondition, mixedConditions } from './condition.ts'
import type { Built, Context } from './layer.ts'

/** The tensors that layers inside a layer need and expose: what the layer around them passes on. */
export type Needs = Omit<Built, 'output' | 'program' | 'distribution' | 'padding' | 'replacement'>

/** The needs of a layer inside a layer, with its names in the scope of the setting that holds it. */
export const scoped = (inside: Needs, scope: string): Needs => ({
  parameters: Named.prefix(inside.parameters, scope),
  shared: Named.prefix(inside.shared, scope),
  buffers: Named.prefix(inside.buffers, scope),
  noise: Named.prefix(inside.noise, scope),
  aux: inside.aux,
  ...present({ indices: inside.indices, condition: inside.condition }),
})

/** The needs of several networks inside one layer, each in its own scope; an aux name that two of them have is a fault. */
export const joinNeeds = (parts: ReadonlyArray<Needs>, context: Context): Fallible<Needs> => {
  const names = parts.flatMap(({ aux }) => Named.names(aux))
  const twice = names.find((name, i) => names.indexOf(name) !== i)
  if (twice !== undefined)
    return failure({
      fault: 'duplicate name',
      where: context.where,
      expected: 'a name of its own',
      found: `"${twice}" again`,
    })
  const mixed = mixedConditions(parts, () => context.where)
  if (mixed !== undefined) return Either.left(mixed)
  const bounds = parts.flatMap(({ indices }) => (indices === undefined ? [] : [indices.below]))
  return Either.right({
    parameters: Named.disjoint(...parts.map(({ parameters }) => parameters)),
    shared: Named.disjoint(...parts.map(({ shared }) => shared)),
    buffers: Named.disjoint(...parts.map(({ buffers }) => buffers)),
    noise: Named.disjoint(...parts.map(({ noise }) => noise)),
    aux: Named.disjoint(...parts.map(({ aux }) => aux)),
    ...present({ indices: bounds.length === 0 ? undefined : { below: Math.min(...bounds) } }),
    ...jointCondition(parts),
  })
}
