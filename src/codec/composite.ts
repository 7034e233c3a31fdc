import * as Either from 'fp-ts/lib/Either.js'
import * as t from 'io-ts'
import type { Codec } from './codec.ts'
import { make, refuse, show } from './codec.ts'
import type { ArraySchema } from './schema.ts'

/** All values, or all refusals. */
export const collect = <A>(validations: ReadonlyArray<t.Validation<A>>): t.Validation<ReadonlyArray<A>> => {
  const errors = validations.flatMap((validation) => (Either.isLeft(validation) ? validation.left : []))
  const values = validations.flatMap((validation) => (Either.isRight(validation) ? [validation.right] : []))
  return errors.length > 0 ? Either.left(errors) : Either.right(values)
}

/** A list of such items. */
export const array = <A>(
  item: Codec<A>,
  {
    minItems = 0,
    maxItems = Number.POSITIVE_INFINITY,
  }: { readonly minItems?: number; readonly maxItems?: number } = {},
): Codec<ReadonlyArray<A>> => {
  const fits = (length: number): boolean => length >= minItems && length <= maxItems
  const limits = [minItems > 0 ? `at least ${minItems}` : '', maxItems < Infinity ? `at most ${maxItems}` : '']
  const bounded = limits.filter((limit) => limit !== '').join(' and ')
  const expected = bounded === '' ? 'a list' : `a list of ${bounded}`
  const schema: ArraySchema = {
    type: 'array',
    items: item.schema,
    ...(minItems > 0 ? { minItems } : {}),
    ...(maxItems < Infinity ? { maxItems } : {}),
  }
  return make(
    expected,
    (u): u is ReadonlyArray<A> => Array.isArray(u) && fits(u.length) && Array.from(u).every(item.is),
    (u, context) => {
      if (!Array.isArray(u) || !fits(u.length)) return refuse(u, context, { expected })
      return collect(
        Array.from(u, (value: unknown, i) => item.validate(value, t.appendContext(context, String(i), item, value))),
      )
    },
    (a) => a.map(item.encode),
    { schema, definitions: item.definitions },
  )
}

/** Whether a value is an object of JSON: not a list, not null, no foreign prototype. */
export const isPlain = (u: unknown): u is Readonly<Record<string, unknown>> => {
  if (typeof u !== 'object' || u === null || Array.isArray(u)) return false
  const prototype: unknown = Object.getPrototypeOf(u)
  return (prototype === Object.prototype || prototype === null) && !Object.hasOwn(u, '__proto__')
}

/** Names to values of one kind. */
export const record = <A>(value: Codec<A>, what = 'an object'): Codec<Readonly<Record<string, A>>> =>
  make(
    what,
    (u): u is Readonly<Record<string, A>> => isPlain(u) && Object.values(u).every(value.is),
    (u, context) => {
      if (!isPlain(u)) return refuse(u, context, { expected: what })
      const entries = Object.entries(u).map(([key, item]) =>
        Either.map((a: A): [string, A] => [key, a])(value.validate(item, t.appendContext(context, key, value, item))),
      )
      return Either.map((all: ReadonlyArray<[string, A]>) => Object.fromEntries(all))(collect(entries))
    },
    (a) => Object.fromEntries(Object.entries(a).map(([key, item]) => [key, value.encode(item)])),
    {
      schema: { type: 'object', properties: {}, required: [], additionalProperties: value.schema },
      definitions: value.definitions,
    },
  )

/** A number where a number stands, else the other: a learning rate is a number or a schedule, padding one or a word. */
export const numberOr = <A>(number: Codec<number>, other: Codec<A>): Codec<number | A> => {
  const takesWords = 'type' in other.schema && other.schema.type === 'string'
  return make(
    `${number.name} or ${other.name}`,
    (u): u is number | A => number.is(u) || other.is(u),
    (u, context): t.Validation<number | A> => {
      if (typeof u === 'number') return number.validate(u, context)
      if (isPlain(u) || (takesWords && typeof u === 'string')) return other.validate(u, context)
      return refuse(u, context, { expected: `${number.name} or ${other.name}`, found: show(u) })
    },
    (a) => (number.is(a) ? a : other.is(a) ? other.encode(a) : a),
    {
      schema: { oneOf: [number.schema, other.schema] },
      definitions: () => ({ ...number.definitions(), ...other.definitions() }),
    },
  )
}

/** So many levels of a value may stand inside each other: no spec is that deep, and no stack is deeper. */
const deepest = 256

/** A codec that is made when it is first needed, so that a layer can hold layers; `name` goes into `$defs`. */
export const lazy = <A>(name: string, build: () => Codec<A>): Codec<A> => {
  let made: Codec<A> | undefined
  const codec = (): Codec<A> => (made ??= build())
  let describing = false
  return make(
    name,
    (u): u is A => codec().is(u),
    (u, context) =>
      context.length > deepest
        ? refuse(u, context, { fault: 'too deep', expected: `at most ${deepest} levels`, found: 'more' })
        : codec().validate(u, context),
    (a) => codec().encode(a),
    {
      schema: { $ref: `#/$defs/${name}` },
      definitions: () => {
        if (describing) return {}
        describing = true
        const all = { ...codec().definitions(), [name]: codec().schema }
        describing = false
        return all
      },
    },
  )
}
