import type { Schema } from '../data/index.ts'
import { dateParts, log1p, oneHot, standard } from './registry.ts'
import type { Kind, StepSpec } from './step.ts'

export interface DefaultSteps {
  /** Counts as they are, for a likelihood of counts; without, their logarithms are scaled as numbers are. */
  readonly rawCounts?: boolean
}

/**
 * The preprocessing of a table by what its columns hold: counts by log1p, these and numbers to z-scores, dates to their parts, categories
 * to one column each. Yes/no stays 0 and 1. Missing cells enter as the means of the training rows, as after any list of
 * steps, and stay out of the loss.
 */
export const defaultPreprocessing = (
  schema: Schema,
  { rawCounts = false }: DefaultSteps = {},
): ReadonlyArray<StepSpec> => {
  const has = (kind: Kind): boolean => schema.some((column) => column.kind === kind)
  const logs = has('count') && !rawCounts
  return [
    ...(logs ? [log1p({ kinds: ['count'] })] : []),
    ...(has('number') || logs ? [standard({ kinds: ['number'] })] : []),
    ...(has('date') ? [dateParts({ kinds: ['date'] })] : []),
    ...(has('category') ? [oneHot({ kinds: ['category'] })] : []),
  ]
}
