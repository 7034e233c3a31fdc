import type { Codec } from './codec.ts'
import type { SchemaDocument } from './schema.ts'

export type { Codec, Finding, TypeOf } from './codec.ts'
export { decode, describe, refine, show } from './codec.ts'
export { array, isPlain, lazy, numberOr, record } from './composite.ts'
export { counted, grouped } from './counted.ts'
export { IsthmusError, orThrow } from './error.ts'
export type { Fallible, Fault, Faults } from './fault.ts'
export { drawFault, drawFaults, failure, settle } from './fault.ts'
export { nearest } from './nearest.ts'
export type { Bounds } from './scalar.ts'
export { boolean, choice, integer, number, string } from './scalar.ts'
export type { JsonSchema, SchemaDocument } from './schema.ts'
export type { StructOf } from './struct.ts'
export { struct } from './struct.ts'
export type { Settings } from './tagged.ts'
export { erase, tagged } from './tagged.ts'

/** The schema of a whole file. */
export const schemaDocument = <A>(codec: Codec<A>, title: string): SchemaDocument => ({
  $schema: 'https://json-schema.org/draft/2020-12/schema',
  title,
  ...codec.schema,
  $defs: codec.definitions(),
})
