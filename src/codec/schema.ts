/**
 * JSON Schema (draft 2020-12), as far as our codecs need it. It serves editors, and the law kit draws arbitrary
 * specs from it, so it says everything that can be said about one value on its own.
 */
export type JsonSchema =
  | NumberSchema
  | StringSchema
  | { readonly type: 'boolean'; readonly description?: string }
  | { readonly const: string; readonly description?: string }
  | ArraySchema
  | ObjectSchema
  | { readonly oneOf: ReadonlyArray<JsonSchema>; readonly description?: string }
  | { readonly $ref: string; readonly description?: string }

export interface NumberSchema {
  readonly type: 'number' | 'integer'
  readonly minimum?: number
  readonly exclusiveMinimum?: number
  readonly maximum?: number
  readonly exclusiveMaximum?: number
  readonly description?: string
}

export interface StringSchema {
  readonly type: 'string'
  readonly enum?: ReadonlyArray<string>
  readonly minLength?: number
  readonly pattern?: string
  readonly description?: string
}

export interface ArraySchema {
  readonly type: 'array'
  readonly items: JsonSchema
  readonly minItems?: number
  readonly maxItems?: number
  readonly description?: string
}

export interface ObjectSchema {
  readonly type: 'object'
  readonly properties: Readonly<Record<string, JsonSchema>>
  readonly required: ReadonlyArray<string>
  readonly additionalProperties: false | JsonSchema
  readonly description?: string
}

/** A schema file: the root, and what its `$ref`s name. */
export type SchemaDocument = JsonSchema & {
  readonly $schema: string
  readonly title: string
  readonly $defs: Readonly<Record<string, JsonSchema>>
}
