import type { Tensor } from '../../tensor/tensor.ts'
import { constant } from '../core/loss.ts'
import type { Elementwise } from '../core/reconstruction.ts'
import { plain, reconstruction } from '../core/reconstruction.ts'

/** The error of logits, entry by entry. */
export const logitError = <T>(A: Tensor<T>, t: T, y: T): Elementwise<T> => ({
  value: A.sub(A.softplus(y), A.mul(t, y)),
  derivative: () => A.sub(A.sigmoid(y), t),
})

/**
 * Binary cross-entropy of logits y (before a sigmoid), finite for every logit.
 *
 *     e = log(1 + exp y) − t·y      e′ = σ(y) − t
 */
export const bceWithLogits = constant(
  reconstruction({
    name: 'bceWithLogits',
    summary: 'Binary cross-entropy between logits and a target in [0, 1], stable for large logits.',
    codec: plain,
    targets: 'unit',
    error: logitError,
  }),
)
