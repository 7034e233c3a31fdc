import { fill, like, logSumExp, softmax } from '../../tensor/derived.ts'
import * as Named from '../../tensor/named.ts'
import { lastExtent } from '../../tensor/shape.ts'
import type { Tensor } from '../../tensor/tensor.ts'
import { defineTerm, withOptions } from '../core/define.ts'
import { uniformNoise } from '../core/entryNoise.ts'
import type { EntryErrors } from '../core/likelihood.ts'
import { likelihoodTerm } from '../core/likelihood.ts'
import type { Compared } from '../core/term.ts'
import type { SameHead } from '../core/loss.ts'
import { onlyReduction } from '../core/reconstruction.ts'

/** Below every logit: that of a class that is not known. */
const hidden = -1e30

/** The axis of the classes: the last. */
const axesOf = <T>(A: Tensor<T>, a: T): ReadonlyArray<number> => [A.shape(a).length - 1]

/** t·(log Σ exp o − o): with a target that is one-hot, all of it stands at the class. Only known classes compete. */
const errors = <T>(A: Tensor<T>, { target: t, output, mask }: Compared<T>): EntryErrors<T> => {
  const axes = axesOf(A, output)
  const masked = (d: T): T => (mask === undefined ? d : A.mul(d, mask))
  const o = mask === undefined ? output : A.where(mask, output, fill(A, hidden, A.shape(output)))
  return {
    value: A.mul(t, A.sub(like(A, logSumExp(A, o, axes), o), o)),
    pullback: (d) => {
      const dt = masked(A.mul(d, t))
      return A.sub(masked(A.mul(softmax(A, o, axes), like(A, A.sum(dt, axes), o))), dt)
    },
  }
}

/**
 * Cross-entropy of logits o along the last axis with a target t that is one-hot or a distribution: the categories of a
 * table. From probabilities, there is `categoricalCrossEntropy`; for ids, `categoricalLikelihood`. What the model
 * reconstructs are the probabilities.
 *
 *     e = t ⊙ (log Σ exp o − o)      do = softmax(o)·Σ de ⊙ t − de ⊙ t      mean = softmax o
 */
export const softmaxCrossEntropy = defineTerm(
  likelihoodTerm({
    name: 'softmaxCrossEntropy',
    summary: 'Softmax cross-entropy of logits with a target that is one-hot or a distribution along the last axis.',
    codec: onlyReduction,
    likelihood: (_, { input }) => ({
      outputSizes: input,
      targets: 'simplex',
      uninformed: Math.log(lastExtent(input)),
      errors,
      mean: (A, output) => softmax(A, output, axesOf(A, output)),
      sample: {
        noise: { uniform: uniformNoise(input) },
        run: (A, output, noise) => A.topMask(A.sub(output, A.log(A.neg(A.log(Named.get(noise, 'uniform'))))), 1),
      },
    }),
  }),
  withOptions<never, SameHead>(),
)
