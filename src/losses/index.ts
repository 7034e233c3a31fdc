import * as registry from './registry.ts'
import type { Terms } from './term.ts'

export type { Loss } from './loss.ts'
export { combine, named, nothing, summed, weighted } from './loss.ts'
export type {
  DecoderJacobian,
  Domain,
  Jacobian,
  Term,
  TermCotangents,
  TermInput,
  TermRow,
  Terms,
  TermSizes,
  TermSpec,
  TermValue,
} from './term.ts'
export { drawCodes } from './draws.ts'
export { row as termRow, termCodec, termValue } from './term.ts'

/** The loss terms of the library by name. */
export const terms: Terms = Object.fromEntries(Object.values(registry).map(({ row }) => [row.name, row]))
