import { definitionsIn } from '../registry/index.ts'
import type { Terms } from './core/term.ts'
import * as registry from './registry.ts'

export type { CommonSettings, Term } from './core/define.ts'
export { defineTerm } from './core/define.ts'
export type { ColumnsHead, Head, HeadOf, Loss, OutputSizes, SameHead } from './core/loss.ts'
export { combine, named, nothing, summed, weighted } from './core/loss.ts'
export type { Evaluated, NetworkCotangents, Tangent } from './core/network.ts'
export { sampleCodes } from './core/sampledCodes.ts'
export type {
  BuiltTerm,
  CodePrior,
  ColumnDomain,
  Compared,
  DiscriminatorLoss,
  Domain,
  Given,
  OutputSample,
  RowErrors,
  TermContext,
  TermCotangents,
  TermDefinition,
  TermInput,
  TermNested,
  Terms,
  TermSizes,
  TermSpec,
  TermValue,
} from './core/term.ts'
export { builtTerm, termCodec, termContext, termNested, termValue, unfitTerm } from './core/term.ts'

/** The loss terms of the library by name. */
export const terms: Terms = definitionsIn(registry)
