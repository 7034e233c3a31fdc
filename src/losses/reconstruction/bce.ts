import { fill, rsub, minimum } from '../../tensor/derived.ts'
import type { Tensor } from '../../tensor/tensor.ts'
import type { SameHead } from '../core/loss.ts'
import { defineTerm } from '../core/define.ts'
import type { Elementwise } from '../core/reconstruction.ts'
import { onlyReduction, reconstruction } from '../core/reconstruction.ts'

/** Probabilities are clipped to [margin, 1 − margin]; there the error is constant and its derivative 0. */
const margin = 1e-7

/** The clipped probability, and a mask of the entries that were not clipped. */
export const clipProbability = <T>(A: Tensor<T>, p: T): readonly [clipped: T, mask: T] => {
  const [low, high] = [fill(A, margin, A.shape(p)), fill(A, 1 - margin, A.shape(p))]
  const mask = A.mul(A.greater(p, low), A.greater(high, p))
  return [minimum(A, A.maximum(p, low), high), mask]
}

/** The binary cross-entropy of probabilities, entry by entry. */
export const probabilityError = <T>(A: Tensor<T>, t: T, output: T): Elementwise<T> => {
  const [y, mask] = clipProbability(A, output)
  const [notY, notT] = [rsub(A, 1, y), rsub(A, 1, t)]
  return {
    value: A.neg(A.add(A.mul(t, A.log(y)), A.mul(notT, A.log(notY)))),
    derivative: () => A.mul(A.div(A.sub(y, t), A.mul(y, notY)), mask),
  }
}

/**
 * Binary cross-entropy of probabilities y, clipped to [10⁻⁷, 1 − 10⁻⁷]. From logits, `bceWithLogits` is exact.
 *
 *     e = −t·log y − (1 − t)·log(1 − y)      e′ = (y − t) / (y(1 − y))
 */
export const bce = defineTerm(
  reconstruction({
    name: 'bce',
    summary: 'Binary cross-entropy of probabilities with a target in [0, 1].',
    codec: onlyReduction,
    domain: 'unit',
    error: probabilityError,
    uninformed: () => Math.LN2,
  }),
  (specify) => specify<never, SameHead>(),
)
