import * as Either from 'fp-ts/lib/Either.js'
import * as t from 'io-ts'
import type { Fault, Faults } from './fault.ts'
import type { JsonSchema } from './schema.ts'

/** An io-ts type that also knows its JSON Schema, and the schemas that its `$ref`s name. */
export interface Codec<A> extends t.Type<A, unknown, unknown> {
  readonly schema: JsonSchema
  readonly definitions: Definitions
}

export type Definitions = () => Readonly<Record<string, JsonSchema>>

export type TypeOf<C> = C extends Codec<infer A> ? A : never

/** A fault before its place is known. */
export type Finding = Omit<Fault, 'where'>

/** An io-ts validation error that keeps what was expected and found apart, for machines and for drawing. */
export class Refusal implements t.ValidationError {
  readonly value: unknown
  readonly context: t.Context
  readonly finding: Finding

  constructor(value: unknown, context: t.Context, finding: Finding) {
    this.value = value
    this.context = context
    this.finding = finding
  }

  get message(): string {
    return `expected ${this.finding.expected}, found ${this.finding.found}`
  }
}

/** A value as short text: strings quoted, long ones cut, arrays and objects summed up. */
export const show = (value: unknown): string => {
  if (typeof value === 'string') return JSON.stringify(value.length > 40 ? `${value.slice(0, 37)}…` : value)
  if (typeof value === 'function') return 'a function'
  if (Array.isArray(value)) return value.length === 0 ? 'an empty list' : `a list of ${value.length}`
  if (typeof value === 'object' && value !== null) return showObject(Object.keys(value))
  if (typeof value === 'number' || typeof value === 'bigint' || typeof value === 'boolean') return String(value)
  return value === undefined ? 'nothing' : value === null ? 'null' : `a ${typeof value}`
}

const showObject = (keys: ReadonlyArray<string>): string =>
  keys.length === 0 ? '{}' : `{ ${keys.slice(0, 3).join(', ')}${keys.length > 3 ? ', …' : ''} }`

/** The failure of one value. `key` names the place below it, for a key that is missing or too many. */
export const refuse = (
  value: unknown,
  context: t.Context,
  finding: Partial<Finding> & { readonly expected: string },
  key?: string,
): t.Validation<never> => {
  const place = key === undefined ? context : [...context, { key, type: t.unknown }]
  return Either.left([new Refusal(value, place, { fault: 'wrong type', found: show(value), ...finding })])
}

/** A codec from its io-ts parts and its schema. */
export const make = <A>(
  name: string,
  is: t.Is<A>,
  validate: t.Validate<unknown, A>,
  encode: t.Encode<A, unknown>,
  { schema, definitions = () => ({}) }: { readonly schema: JsonSchema; readonly definitions?: Definitions },
): Codec<A> => Object.assign(new t.Type<A, unknown, unknown>(name, is, validate, encode), { schema, definitions })

const drawPath = (where: string, context: t.Context): string =>
  context
    .map(({ key }) => key)
    .filter((key) => key !== '')
    .reduce((path, key) => (/^\d+$/.test(key) ? `${path}[${key}]` : path === '' ? key : `${path}.${key}`), where)

const toFault =
  (where: string) =>
  (error: t.ValidationError): Fault => {
    const finding = error instanceof Refusal ? error.finding : undefined
    const { fault = 'wrong type', expected = 'another value', found = show(error.value) } = finding ?? {}
    const remedy = finding?.remedy
    const at = drawPath(where, error.context)
    const place = at === '' ? 'the root' : at
    return { fault, where: place, expected, found, ...(remedy === undefined ? {} : { remedy }) }
  }

/** The value that JSON describes, or every fault at once, each with its path below `where`. */
export const decode = <A>(codec: Codec<A>, json: unknown, where = ''): Either.Either<Faults, A> => {
  const decoded = codec.decode(json)
  if (Either.isRight(decoded)) return decoded
  const [first, ...rest] = decoded.left.map(toFault(where))
  if (first === undefined) throw new Error(`${codec.name} refused a value without a reason`)
  return Either.left([first, ...rest])
}

/** The codec with a description in its schema. */
export const describe = <A>(codec: Codec<A>, description: string): Codec<A> =>
  make(codec.name, codec.is, codec.validate, codec.encode, {
    schema: { ...codec.schema, description },
    definitions: codec.definitions,
  })

/** A codec with a further demand on the whole value; `at` names the key at fault. */
export const refine = <A>(
  codec: Codec<A>,
  check: (a: A) => (Finding & { readonly at?: string }) | undefined,
): Codec<A> =>
  make(
    codec.name,
    (u): u is A => codec.is(u) && check(u) === undefined,
    (u, context) =>
      Either.chain((a: A): t.Validation<A> => {
        const finding = check(a)
        if (finding === undefined) return t.success(a)
        const { at, ...rest } = finding
        return refuse(u, context, rest, at)
      })(codec.validate(u, context)),
    codec.encode,
    codec,
  )
