import * as Either from 'fp-ts/lib/Either.js'
import * as t from 'io-ts'
import type { Codec, TypeOf } from './codec.ts'
import { make, refuse, show } from './codec.ts'
import { collect, isPlain } from './composite.ts'
import { nearest } from './nearest.ts'
import type { JsonSchema } from './schema.ts'

// oxlint-disable-next-line typescript/no-explicit-any -- a record of codecs of any type; only inference reads it
type Codecs = Readonly<Record<string, Codec<any>>>

export type StructOf<Required extends Codecs, Optional extends Codecs> = {
  readonly [K in keyof Required]: TypeOf<Required[K]>
} & { readonly [K in keyof Optional]?: TypeOf<Optional[K]> }

const mapValues = <A, B>(record: Readonly<Record<string, A>>, f: (a: A) => B): Readonly<Record<string, B>> =>
  Object.fromEntries(Object.entries(record).map(([key, a]) => [key, f(a)]))

const unknownKeys = (u: object, context: t.Context, known: ReadonlyArray<string>): ReadonlyArray<t.Validation<never>> =>
  Object.keys(u)
    .filter((key) => !known.includes(key))
    .map((key) => {
      const near = nearest(key, known)
      const allowed = known.length === 0 ? 'nothing may stand here' : `one of ${known.join(', ')}`
      const remedy = near === undefined ? allowed : `did you mean ${show(near)}?`
      return refuse(u, context, { fault: 'misspelt key', expected: 'a known key', found: show(key), remedy }, key)
    })

/**
 * An exact object: every required key, any of the optional ones, and no other; a misspelt key is refused with
 * the nearest right one. An optional key whose value is undefined counts as absent.
 */
export const struct = <const Required extends Codecs, const Optional extends Codecs = Record<never, never>>(
  required: Required,
  optional?: Optional,
): Codec<StructOf<Required, Optional>> => {
  type A = StructOf<Required, Optional>
  const all: Codecs = { ...required, ...optional }
  const isPresent = (u: Readonly<Record<string, unknown>>, key: string): boolean =>
    Object.hasOwn(u, key) && (u[key] !== undefined || Object.hasOwn(required, key))
  const is = (u: unknown): u is A =>
    isPlain(u) &&
    Object.keys(u).every((key) => Object.hasOwn(all, key)) &&
    Object.entries(all).every(([key, codec]) => (isPresent(u, key) ? codec.is(u[key]) : !Object.hasOwn(required, key)))
  const field =
    (u: Readonly<Record<string, unknown>>, context: t.Context) =>
    ([key, codec]: readonly [string, Codec<unknown>]): t.Validation<readonly [string, unknown]> => {
      if (!isPresent(u, key)) return refuse(undefined, context, { fault: 'missing key', expected: codec.name }, key)
      const validation = codec.validate(u[key], t.appendContext(context, key, codec, u[key]))
      return Either.map((a: unknown) => [key, a] as const)(validation)
    }
  const schema: JsonSchema = {
    type: 'object',
    properties: mapValues(all, (codec: Codec<unknown>) => codec.schema),
    required: Object.keys(required),
    additionalProperties: false,
  }
  return make<A>(
    'an object',
    is,
    (u, context) => {
      if (!isPlain(u)) return refuse(u, context, { expected: 'an object' })
      const wanted = Object.entries(all).filter(([key]) => Object.hasOwn(required, key) || isPresent(u, key))
      const fields = collect([...wanted.map(field(u, context)), ...unknownKeys(u, context, Object.keys(all))])
      // Every field was validated by its own codec just now: the record of them is an A.
      return Either.map((entries: ReadonlyArray<readonly [string, unknown]>) => Object.fromEntries(entries) as A)(
        fields,
      )
    },
    (a) => {
      const values = new Map(Object.entries(a))
      const present = Object.entries(all).filter(([key]) => values.get(key) !== undefined)
      return Object.fromEntries(present.map(([key, codec]) => [key, codec.encode(values.get(key))]))
    },
    {
      schema,
      definitions: () => Object.assign({}, ...Object.values(all).map((codec: Codec<unknown>) => codec.definitions())),
    },
  )
}
