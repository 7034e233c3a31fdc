export type { Arguments, Context, Definition } from './definition.ts'
export { erased } from './definition.ts'
export type { Defined, DefinitionOrUse, Definitions } from './registry.ts'
export { definitionOf, definitionsIn, extended, lookup, taggedCodec } from './registry.ts'
