import type { Tensor } from '../../tensor/tensor.ts'
import type { SameHead } from '../core/loss.ts'
import { defineTerm } from '../core/define.ts'
import type { Elementwise } from '../core/reconstruction.ts'
import { onlyReduction, reconstruction } from '../core/reconstruction.ts'

/** The binary cross-entropy of logits, entry by entry. */
export const logitError = <T>(A: Tensor<T>, t: T, y: T): Elementwise<T> => ({
  value: A.sub(A.softplus(y), A.mul(t, y)),
  derivative: () => A.sub(A.sigmoid(y), t),
})

/**
 * Binary cross-entropy of logits y (before a sigmoid), finite for every logit. What the model reconstructs is the
 * probability σ(y).
 *
 *     e = log(1 + exp y) − t·y      e′ = σ(y) − t      mean = σ(y)
 */
export const bceWithLogits = defineTerm(
  reconstruction({
    name: 'bceWithLogits',
    summary: 'Binary cross-entropy of logits with a target in [0, 1], stable for large logits.',
    codec: onlyReduction,
    targets: 'unit',
    error: logitError,
    uninformed: () => Math.LN2,
    mean: (A, y) => A.sigmoid(y),
  }),
  (specify) => specify<never, SameHead>(),
)
