import { inside } from './bce.ts'
import { constant } from '../core/loss.ts'
import { plain, reconstruction } from '../core/reconstruction.ts'

/**
 * Cross-entropy of probabilities y along the last axis (a softmax), each kept within 10⁻⁷ of 0 and 1, with a
 * target t that is one-hot or a distribution. Summed over the features unless told otherwise.
 *
 *     e = −t·log y      e′ = −t / y
 */
export const categoricalCrossEntropy = constant(
  reconstruction({
    name: 'categoricalCrossEntropy',
    summary: 'Cross-entropy between class probabilities and a one-hot target or a distribution.',
    codec: plain,
    domain: 'simplex',
    otherwise: 'sum',
    error: (A, t, output) => {
      const [y, mask] = inside(A, output)
      return { value: A.neg(A.mul(t, A.log(y))), derivative: () => A.neg(A.mul(A.div(t, y), mask)) }
    },
  }),
)
