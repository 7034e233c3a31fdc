import { fill, rsub, minimum } from '../../tensor/derived.ts'
import type { Tensor } from '../../tensor/tensor.ts'
import { constant } from '../core/loss.ts'
import type { Elementwise } from '../core/reconstruction.ts'
import { plain, reconstruction } from '../core/reconstruction.ts'

/** How near a probability may come to 0 and 1: beyond, the error is constant and its derivative 0. */
export const margin = 1e-7

/** The probability kept inside the margin, and a mask of where it was inside already. */
export const inside = <T>(A: Tensor<T>, p: T): readonly [clipped: T, mask: T] => {
  const [low, high] = [fill(A, margin, A.shape(p)), fill(A, 1 - margin, A.shape(p))]
  const mask = A.mul(A.greater(p, low), A.greater(high, p))
  return [minimum(A, A.maximum(p, low), high), mask]
}

/** The error of probabilities, entry by entry. */
export const probabilityError = <T>(A: Tensor<T>, t: T, output: T): Elementwise<T> => {
  const [y, mask] = inside(A, output)
  const [miss, rest] = [rsub(A, 1, y), rsub(A, 1, t)]
  return {
    value: A.neg(A.add(A.mul(t, A.log(y)), A.mul(rest, A.log(miss)))),
    derivative: () => A.mul(A.div(A.sub(y, t), A.mul(y, miss)), mask),
  }
}

/**
 * Binary cross-entropy of probabilities y, each kept within 10⁻⁷ of 0 and 1. From logits, `bceWithLogits` is exact.
 *
 *     e = −t·log y − (1 − t)·log(1 − y)      e′ = (y − t) / (y(1 − y))
 */
export const bce = constant(
  reconstruction({
    name: 'bce',
    summary: 'Binary cross-entropy between probabilities and a target in [0, 1].',
    codec: plain,
    domain: 'unit',
    error: probabilityError,
  }),
)
