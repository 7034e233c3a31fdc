import type { JsonSchema } from '../../src/codec/index.ts'

type Definitions = Readonly<Record<string, JsonSchema>>
type Kind<Type> = Extract<JsonSchema, { readonly type: Type }>
type NumberSchema = Kind<'number' | 'integer'>

const isObject = (json: unknown): json is Readonly<Record<string, unknown>> =>
  typeof json === 'object' && json !== null && !Array.isArray(json)

const acceptsNumber = (schema: NumberSchema, json: unknown): boolean =>
  typeof json === 'number' &&
  (schema.type === 'number' || Number.isInteger(json)) &&
  json >= (schema.minimum ?? -Infinity) &&
  json <= (schema.maximum ?? Infinity) &&
  json > (schema.exclusiveMinimum ?? -Infinity) &&
  json < (schema.exclusiveMaximum ?? Infinity)

const acceptsString = (schema: Kind<'string'>, json: unknown): boolean =>
  typeof json === 'string' &&
  (schema.enum === undefined || schema.enum.includes(json)) &&
  Array.from(json).length >= (schema.minLength ?? 0) &&
  new RegExp(schema.pattern ?? '', 'u').test(json)

const acceptsObject = (schema: Kind<'object'>, definitions: Definitions, json: unknown): boolean => {
  const { required, properties, additionalProperties: others } = schema
  if (!isObject(json) || !required.every((key) => Object.hasOwn(json, key))) return false
  return Object.entries(json).every(([key, value]) => {
    const property = Object.hasOwn(properties, key) ? properties[key] : others
    return property !== undefined && property !== false && accepts(property, definitions, value)
  })
}

/** Whether JSON is valid under a schema: JSON Schema as its own text defines it, knowing nothing of codecs. */
export const accepts = (schema: JsonSchema, definitions: Definitions, json: unknown): boolean => {
  if ('$ref' in schema) {
    const target = definitions[schema.$ref.replace('#/$defs/', '')]
    if (target === undefined) throw new Error(`the schema has no ${schema.$ref}`)
    return accepts(target, definitions, json)
  }
  if ('oneOf' in schema) return schema.oneOf.filter((option) => accepts(option, definitions, json)).length === 1
  if ('const' in schema) return json === schema.const
  switch (schema.type) {
    case 'number':
    case 'integer':
      return acceptsNumber(schema, json)
    case 'boolean':
      return typeof json === 'boolean'
    case 'string':
      return acceptsString(schema, json)
    case 'array': {
      const { items, minItems = 0, maxItems = Infinity } = schema
      if (!Array.isArray(json) || json.length < minItems || json.length > maxItems) return false
      return json.every((item) => accepts(items, definitions, item))
    }
    case 'object':
      return acceptsObject(schema, definitions, json)
  }
}
