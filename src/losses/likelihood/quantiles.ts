import { array, describe, number, struct } from '../../codec/index.ts'
import { scale } from '../../tensor/derived.ts'
import type { Tensor } from '../../tensor/tensor.ts'
import { defineTerm } from '../core/define.ts'
import type { PartErrors } from '../core/likelihood.ts'
import { entrywise, likelihoodTerm } from '../core/likelihood.ts'
import type { HeadOf } from '../core/loss.ts'
import { partAt } from '../core/parameters.ts'
import type { Reduction } from '../core/reconstruction.ts'
import { reduction } from '../core/reconstruction.ts'

interface QuantileSettings {
  readonly levels: ReadonlyArray<number>
  readonly reduction?: Reduction
}

const levels = describe(
  array(number({ exclusiveMinimum: 0, exclusiveMaximum: 1 }), { minItems: 1, maxItems: 99 }),
  'the levels of the quantiles, each in (0, 1): [0.1, 0.5, 0.9]',
)

const errorWith =
  (all: ReadonlyArray<number>) =>
  <T>(A: Tensor<T>, t: T, output: T): PartErrors<T> => {
    const each = all.map((level, q) => {
      const above = A.sub(t, partAt(A, output, q))
      const zero = A.sub(above, above)
      const isBelow = A.greater(A.neg(above), zero)
      return {
        value: A.add(scale(A, above, level), A.maximum(A.neg(above), zero)),
        slope: () => A.sub(isBelow, A.expand(A.constant([level], []), A.shape(above))),
      }
    })
    const values = each.map(({ value }) => value)
    return {
      value: values.slice(1).reduce(A.add, values[0] ?? t),
      derivatives: () => each.map(({ slope }) => slope()),
    }
  }

/** The place of the level that is nearest to ½. */
const middle = (all: ReadonlyArray<number>): number =>
  all.reduce((best, level, q) => (Math.abs(level - 0.5) < Math.abs((all[best] ?? 0) - 0.5) ? q : best), 0)

/**
 * The pinball loss of several quantiles at once (Koenker and Bassett 1978): output [N, …input, Q] of one quantile for
 * each level τ. What the model reconstructs is the quantile whose level is nearest to ½. It is no likelihood: there is
 * no density of which it is the logarithm. The derivative in y is −τ where y = t.
 *
 *     e = Σ τ·(t − y) + max(y − t, 0)      dy = [y > t] − τ
 *
 * @example
 * const band = quantiles([0.05, 0.5, 0.95])
 */
export const quantiles = defineTerm(
  likelihoodTerm<QuantileSettings>({
    name: 'quantiles',
    summary: 'Pinball loss of several quantiles at once: the decoder gives one number for each level.',
    codec: (common) => struct({ levels }, { ...common, reduction }),
    example: { levels: [0.1, 0.5, 0.9] },
    likelihood: ({ levels: all }, sizes) => ({
      ...entrywise(sizes, { count: all.length, error: errorWith(all) }),
      targets: 'real',
      isLikelihood: false,
      mean: (A, output) => partAt(A, output, middle(all)),
    }),
  }),
  (specify) =>
    <const Levels extends ReadonlyArray<number>>(all: Levels) =>
      specify<never, HeadOf<Levels['length']>>({ levels: all }),
)
