import * as Either from 'fp-ts/lib/Either.js'
import type { Fault, Faults } from '../codec/index.ts'
import { show } from '../codec/index.ts'
import type { LayerDefinition } from '../layers/index.ts'
import type { Registry } from '../format/index.ts'
import { extend } from '../format/index.ts'
import { definitionOf } from '../registry/index.ts'
import { importModule } from './module.ts'
import { words } from './parser.ts'

/** What every command takes that reads a spec or a run. */
export const layersOption = words(
  '--layers',
  'FILE',
  'A .ts or .js module that defines layers: export const layers = […].',
)

/** A registry, and which of its layers are the user's own. */
export interface Known {
  readonly registry: Registry
  readonly own: ReadonlyArray<LayerDefinition>
}

const isRow = (u: unknown): u is LayerDefinition =>
  typeof u === 'object' &&
  u !== null &&
  'name' in u &&
  typeof u.name === 'string' &&
  'codec' in u &&
  typeof u.codec === 'function' &&
  'build' in u &&
  typeof u.build === 'function'

const isLayer = (u: unknown): u is LayerDefinition | { readonly definition: LayerDefinition } =>
  isRow(u) || (typeof u === 'function' && 'definition' in u && isRow(u.definition))

const notLayers = (where: string, expected: string, found: unknown): Fault => ({
  fault: 'wrong layers',
  where,
  expected,
  found: show(found),
  remedy: 'export const layers = [ … ] with what defineLayer gives',
})

const clash = (where: string, name: string): Fault => ({
  fault: 'duplicate name',
  where,
  expected: 'a layer with a name of its own',
  found: `"${name}" again`,
  remedy: 'rename it, or give it once',
})

/** The registry with the layers that a module exports, or what is wrong with each of them. */
export const withLayers = ({ registry, own }: Known, path: string, exported: unknown): Either.Either<Faults, Known> => {
  const where = `${path}: layers`
  if (!Array.isArray(exported)) return Either.left([notLayers(where, 'a list of layers', exported)])
  const items: ReadonlyArray<unknown> = exported
  const added = items.map((item) => (isLayer(item) ? definitionOf(item) : undefined))
  const [first, ...rest] = added.flatMap((row, i): ReadonlyArray<Fault> => {
    if (row === undefined) return [notLayers(`${where}[${i}]`, 'a layer', items[i])]
    const twice = added.findIndex((other) => other?.name === row.name) < i
    return twice || Object.hasOwn(registry.layers, row.name) ? [clash(`${where}[${i}]`, row.name)] : []
  })
  if (first !== undefined) return Either.left([first, ...rest])
  const rows = added.filter((row) => row !== undefined)
  return Either.right({ registry: extend(registry, { layers: rows }), own: [...own, ...rows] })
}

/** The registry with the layers of a file, if one is given. */
export const readLayers = async (
  registry: Registry,
  path: string | undefined,
): Promise<Either.Either<Faults, Known>> => {
  const known: Known = { registry, own: [] }
  if (path === undefined) return Either.right(known)
  const module = await importModule(path, 'a module that exports layers')
  return Either.chain(({ layers }: { readonly layers: unknown }) => withLayers(known, path, layers))(module)
}
