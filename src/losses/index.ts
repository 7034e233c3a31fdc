import * as registry from './registry.ts'
import type { Terms } from './core/term.ts'

export type { Loss } from './core/loss.ts'
export { combine, named, nothing, summed, weighted } from './core/loss.ts'
export type {
  DecoderJacobian,
  Domain,
  Jacobian,
  Term,
  TermCotangents,
  TermInput,
  TermDefinition,
  Terms,
  TermSizes,
  TermSpec,
  TermValue,
} from './core/term.ts'
export { drawCodes } from './core/draws.ts'
export { row as termRow, termCodec, termValue } from './core/term.ts'

/** The loss terms of the library by name. */
export const terms: Terms = Object.fromEntries(
  Object.values(registry).map(({ definition }) => [definition.name, definition]),
)
