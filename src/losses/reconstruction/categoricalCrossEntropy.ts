import { lastExtent } from '../../tensor/shape.ts'
import { clipProbability } from './bce.ts'
import type { SameHead } from '../core/loss.ts'
import { defineTerm } from '../core/define.ts'
import { onlyReduction, reconstruction } from '../core/reconstruction.ts'

/**
 * Cross-entropy of probabilities y along the last axis (a softmax), clipped to [10⁻⁷, 1 − 10⁻⁷], with a target t that is
 * one-hot or a distribution. Its reduction is the sum by default.
 *
 *     e = −t·log y      e′ = −t / y
 */
export const categoricalCrossEntropy = defineTerm(
  reconstruction({
    name: 'categoricalCrossEntropy',
    summary: 'Categorical cross-entropy of class probabilities with a target that is one-hot or a distribution.',
    codec: onlyReduction,
    domain: 'simplex',
    defaultReduction: 'sum',
    uninformed: ({ input }) => Math.log(lastExtent(input)),
    error: (A, t, output) => {
      const [y, mask] = clipProbability(A, output)
      return { value: A.neg(A.mul(t, A.log(y))), derivative: () => A.neg(A.mul(A.div(t, y), mask)) }
    },
  }),
  (specify) => specify<never, SameHead>(),
)
