import * as Either from 'fp-ts/lib/Either.js'
import type * as t from 'io-ts'
import type { Codec } from './codec.ts'
import { make, refuse, show } from './codec.ts'
import { isPlain } from './composite.ts'
import { nearest } from './nearest.ts'
import type { JsonSchema } from './schema.ts'

/** The settings of a row that was chosen at run time. */
export type Settings = Readonly<Record<string, unknown>>

/** A codec of particular settings as a codec of settings: what a registry holds. */
export const erase = <A extends object>(codec: Codec<A>): Codec<Settings> =>
  make<Settings>(
    codec.name,
    (u): u is Settings => codec.is(u),
    (u, context) => Either.map((a: A): Settings => Object.fromEntries(Object.entries(a)))(codec.validate(u, context)),
    (settings) => (codec.is(settings) ? codec.encode(settings) : settings),
    codec,
  )

const withTag = (schema: JsonSchema, tag: string, name: string): JsonSchema =>
  'properties' in schema
    ? { ...schema, properties: { [tag]: { const: name }, ...schema.properties }, required: [tag, ...schema.required] }
    : schema

const split = <Tag extends string>(tag: Tag, u: Settings): readonly [name: unknown, settings: Settings] => {
  const { [tag]: name, ...settings } = u
  return [name, settings]
}

/**
 * A sum by a literal tag: `{ layer: 'dense', units: 32 }` with the tag `layer` and the rows of a registry. An
 * unknown name is refused with the nearest right one; `what` says what is being named: `a layer`.
 */
export const tagged = <const Tag extends string>(
  tag: Tag,
  what: string,
  rows: Readonly<Record<string, Codec<Settings>>>,
): Codec<Settings & Readonly<Record<Tag, string>>> => {
  type A = Settings & Readonly<Record<Tag, string>>
  const names = Object.keys(rows)
  const rowOf = (name: unknown): Codec<Settings> | undefined =>
    typeof name === 'string' && Object.hasOwn(rows, name) ? rows[name] : undefined
  const unknownName = (u: unknown, context: t.Context, name: unknown): t.Validation<never> => {
    const near = typeof name === 'string' ? nearest(name, names) : undefined
    const misspelt =
      isPlain(u) && name === undefined ? Object.keys(u).find((key) => nearest(key, [tag]) === tag) : undefined
    const hint =
      misspelt === undefined ? `one of ${names.join(', ')}` : `did you mean ${show(tag)} by ${show(misspelt)}?`
    const remedy = near === undefined ? hint : `did you mean ${show(near)}?`
    return refuse(u, context, { fault: 'unknown name', expected: what, found: show(name), remedy }, tag)
  }
  return make<A>(
    what,
    (u): u is A => {
      if (!isPlain(u)) return false
      const [name, settings] = split(tag, u)
      return rowOf(name)?.is(settings) ?? false
    },
    (u, context) => {
      if (!isPlain(u)) return refuse(u, context, { expected: what })
      const [name, settings] = split(tag, u)
      const row = rowOf(name)
      if (row === undefined || typeof name !== 'string') return unknownName(u, context, name)
      // The tag was checked and the rest validated by its row: together they are an A.
      return Either.map((a: Settings) => ({ [tag]: name, ...a }) as A)(row.validate(settings, context))
    },
    (a) => {
      const [name, settings] = split(tag, a)
      const encoded = rowOf(name)?.encode(settings)
      return { [tag]: name, ...(isPlain(encoded) ? encoded : settings) }
    },
    {
      schema: { oneOf: Object.entries(rows).map(([name, row]) => withTag(row.schema, tag, name)) },
      definitions: () => Object.assign({}, ...Object.values(rows).map((row) => row.definitions())),
    },
  )
}
