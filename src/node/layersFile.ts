import { pipe } from 'fp-ts/lib/function.js'
import * as TaskEither from 'fp-ts/lib/TaskEither.js'
import type { Fallible, Fault } from '../codec/index.ts'
import { failure, settle, show } from '../codec/index.ts'
import type { FallibleTask } from '../data/files/index.ts'
import type { LayerDefinition } from '../layers/index.ts'
import type { Registry } from '../format/index.ts'
import { extend, rowIn } from '../format/index.ts'
import { importModule } from './importModule.ts'

/** A registry, and the definitions in it that the user's modules gave. */
export interface Known {
  readonly registry: Registry
  readonly own: ReadonlyArray<LayerDefinition>
}

const isDefinition = (u: unknown): u is LayerDefinition =>
  typeof u === 'object' &&
  u !== null &&
  'name' in u &&
  typeof u.name === 'string' &&
  'codec' in u &&
  typeof u.codec === 'function' &&
  'build' in u &&
  typeof u.build === 'function'

const isLayer = (u: unknown): u is LayerDefinition | { readonly definition: LayerDefinition } =>
  isDefinition(u) || (typeof u === 'function' && 'definition' in u && isDefinition(u.definition))

const notLayers = (where: string, expected: string, found: unknown): Fault => ({
  fault: 'wrong layers',
  where,
  expected,
  found: show(found),
  remedy: 'export const layers = [ … ] with the layers that defineLayer returns',
})

const clash = (where: string, name: string): Fault => ({
  fault: 'duplicate name',
  where,
  expected: 'a layer with a name of its own',
  found: `"${name}" again`,
  remedy: 'rename it, or list it once',
})

/** The registry with the layers that a module exports, or what is wrong with each of them. */
export const withLayers = ({ registry, own }: Known, path: string, exported: unknown): Fallible<Known> => {
  const where = `${path}: layers`
  if (!Array.isArray(exported)) return failure(notLayers(where, 'a list of layers', exported))
  const items: ReadonlyArray<unknown> = exported
  const added = items.map((item) => (isLayer(item) ? rowIn(item) : undefined))
  const faults = added.flatMap((definition, i): ReadonlyArray<Fault> => {
    if (definition === undefined) return [notLayers(`${where}[${i}]`, 'a layer', items[i])]
    const { name } = definition
    const isRepeated = added.findIndex((other) => other?.name === name) < i
    return isRepeated || Object.hasOwn(registry.layers, name) ? [clash(`${where}[${i}]`, name)] : []
  })
  const definitions = added.filter((definition) => definition !== undefined)
  return settle(faults, () => ({
    registry: extend(registry, { layers: definitions }),
    own: [...own, ...definitions],
  }))
}

/** The registry with the layers of a module, if one is named. */
export const readLayers = (registry: Registry, path: string | undefined): FallibleTask<Known> => {
  const known: Known = { registry, own: [] }
  if (path === undefined) return TaskEither.right(known)
  return pipe(
    importModule(path, 'layers'),
    TaskEither.flatMapEither(({ layers }) => withLayers(known, path, layers)),
  )
}
