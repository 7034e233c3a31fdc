import type { Codec, Settings } from '../codec/index.ts'
import { tagged } from '../codec/index.ts'

/** Definitions of one kind by name. */
export type Definitions<D> = Readonly<Record<string, D>>

/** What a definition is used as, with the definition itself, as registries hold it. */
export type Defined<Use, D> = Use & { readonly definition: D }

/** A definition, or the function that carries it. */
export type DefinitionOrUse<D extends object> = D | { readonly definition: D }

/** The definition itself. */
export const definitionOf = <D extends object>(one: DefinitionOrUse<D>): D =>
  'definition' in one ? one.definition : one

/** The definitions of a registry module by their names, in the order of these: that of a module depends on its loader. */
export const definitionsIn = <D extends { readonly name: string }>(
  module: Readonly<Record<string, { readonly definition: D }>>,
): Definitions<D> =>
  Object.fromEntries(
    Object.values(module)
      .map(({ definition }) => [definition.name, definition] as const)
      .toSorted(([a], [b]) => (a < b ? -1 : 1)),
  )

/** A user's own definitions beside those that are known. Two of one kind with one name are a programmer's error. */
export const extended = <D extends { readonly name: string }>(
  known: Definitions<D>,
  additions: ReadonlyArray<DefinitionOrUse<D>> = [],
): Definitions<D> =>
  additions
    .map((one) => definitionOf(one))
    .reduce<Definitions<D>>((all, definition) => {
      if (Object.hasOwn(all, definition.name))
        throw new Error(`extend: there is a "${definition.name}" already; rename yours`)
      return { ...all, [definition.name]: definition }
    }, known)

/** The codec of `{ [tag]: name, …settings }` for the definitions that there are; `what` says what is named: `a layer`. */
export const taggedCodec = <const Tag extends string, Nested>(
  tag: Tag,
  what: string,
  definitions: Definitions<{ readonly name: string; readonly codec: (nested: Nested) => Codec<Settings> }>,
  nested: Nested,
): Codec<Settings & Readonly<Record<Tag, string>>> =>
  tagged(tag, what, Object.fromEntries(Object.values(definitions).map(({ name, codec }) => [name, codec(nested)])))

/** The definition of a name that was validated before; a missing one is a programmer's error. */
export const lookup = <D>(definitions: Definitions<D>, name: string, what: string): D => {
  const found = Object.hasOwn(definitions, name) ? definitions[name] : undefined
  if (found === undefined) throw new Error(`no ${what} "${name}" in the registry`)
  return found
}
