import fc from 'fast-check'
import type { Codec, JsonSchema } from '../codec/index.ts'

type Definitions = Readonly<Record<string, JsonSchema>>
type NumberSchema = Extract<JsonSchema, { readonly type: 'number' | 'integer' }>
type ArraySchema = Extract<JsonSchema, { readonly type: 'array' }>
type ObjectSchema = Extract<JsonSchema, { readonly type: 'object' }>

/** How deep layers may stand inside layers. */
const deepest = 2

const integers = ({ minimum = -4, maximum = Number.POSITIVE_INFINITY }: NumberSchema): fc.Arbitrary<number> =>
  fc.integer({ min: minimum, max: Math.min(maximum, minimum + 7) })

/** Odd multiples of 1/64 inside the bounds, never a bound itself. */
const numbers = (schema: NumberSchema): fc.Arbitrary<number> => {
  const low = schema.minimum ?? schema.exclusiveMinimum
  const high = schema.maximum ?? schema.exclusiveMaximum
  const [from, to] = [low ?? (high === undefined ? -4 : high - 8), high ?? (low === undefined ? 4 : low + 4)]
  const steps = Math.floor((to - from) * 32)
  return fc.integer({ min: 0, max: Math.max(0, steps - 1) }).map((k) => from + (2 * k + 1) / 64)
}

const words = fc.constantFrom('a', 'hidden', 'encoder.0', 'encoder.0.weight')

const fields = (schema: ObjectSchema, definitions: Definitions, depth: number): fc.Arbitrary<unknown> =>
  fc.record(
    Object.fromEntries(
      Object.entries(schema.properties).map(([key, property]) => [key, arbitrary(property, definitions, depth)]),
    ),
    { requiredKeys: [...schema.required] },
  )

/** Lists of up to two items, three where there is a bound; of nothing where only layers inside layers without end would follow. */
const lists = (schema: ArraySchema, definitions: Definitions, depth: number): fc.Arbitrary<unknown> => {
  const { items, minItems = 0, maxItems } = schema
  if (depth <= 0 && minItems === 0 && JSON.stringify(items).includes('$ref')) return fc.constant([])
  return fc.array(arbitrary(items, definitions, depth), {
    minLength: minItems,
    maxLength: Math.min(maxItems ?? Infinity, Math.max(maxItems === undefined ? 2 : 3, minItems)),
  })
}

const arbitrary = (schema: JsonSchema, definitions: Definitions, depth: number): fc.Arbitrary<unknown> => {
  if ('$ref' in schema) {
    const target = definitions[schema.$ref.replace('#/$defs/', '')]
    if (target === undefined) throw new Error(`the schema has no ${schema.$ref}`)
    return depth <= 0 && 'type' in target && target.type === 'array'
      ? fc.constant([])
      : arbitrary(target, definitions, depth - 1)
  }
  if ('oneOf' in schema) {
    const shallow =
      depth <= 0 ? schema.oneOf.filter((option) => !JSON.stringify(option).includes('$ref')) : schema.oneOf
    return fc.oneof(
      ...(shallow.length > 0 ? shallow : schema.oneOf).map((option) => arbitrary(option, definitions, depth)),
    )
  }
  if ('const' in schema) return fc.constant(schema.const)
  switch (schema.type) {
    case 'integer':
      return integers(schema)
    case 'number':
      return numbers(schema)
    case 'boolean':
      return fc.boolean()
    case 'string':
      return schema.enum === undefined ? words : fc.constantFrom(...schema.enum)
    case 'array':
      return lists(schema, definitions, depth)
    case 'object':
      return fields(schema, definitions, depth)
  }
}

/** Valid values of a codec, drawn from its schema: plain JSON with well-scaled numbers. */
export const valuesOf = <A>(codec: Codec<A>): fc.Arbitrary<A> =>
  arbitrary(codec.schema, codec.definitions(), deepest).filter((value): value is A => codec.is(value))
