import { like, meanOf, scale } from '../../tensor/derived.ts'
import * as Named from '../../tensor/named.ts'
import type { Tensor } from '../../tensor/tensor.ts'
import type { DiscriminatorLoss, DiscriminatorOutput, TermInput } from './term.ts'

/** What to do where a model has no discriminator. */
export const withoutDiscriminator =
  'give the model one: discriminator: pipe(input([…]), dense(…), relu, dense(1)), and the experiment a discriminatorOptimiser'

/** The discriminator, which the elaboration of a model has made sure of. */
export const discriminatorOf = <T>({ discriminate }: TermInput<T>): ((codes: T) => DiscriminatorOutput<T>) => {
  if (discriminate === undefined) throw new Error('an adversarial term was run without a discriminator')
  return discriminate
}

/** The mean over the rows of log (1 + exp ±d), and its slope in d: how wrong it is to say that all are of one kind. */
export const logisticLoss = <T>(A: Tensor<T>, logits: T, kind: 'first' | 'second') => {
  const d = kind === 'first' ? A.neg(logits) : logits
  return {
    value: meanOf(A, A.softplus(d)),
    slope: (dvalue: T): T => {
      const share = like(A, A.div(dvalue, A.extent(logits, [0])), logits)
      const slope = A.mul(A.sigmoid(d), share)
      return kind === 'first' ? A.neg(slope) : slope
    },
  }
}

/**
 * The logistic loss of a discriminator that is to tell two kinds of codes apart, both held fixed; `weight` 1 adds the
 * means over both kinds, ½ takes their mean.
 *
 *     M  = weight · (Σₙ log (1 + exp −d(aₙ)) + Σₙ log (1 + exp d(bₙ))) / N
 *     dd(a) = −dM · weight · σ(−d) / N      dd(b) = dM · weight · σ(d) / N
 */
export const discriminatorLoss = <T>(
  A: Tensor<T>,
  discriminate: (codes: T) => DiscriminatorOutput<T>,
  { first, second, weight }: { readonly first: T; readonly second: T; readonly weight: number },
): DiscriminatorLoss<T> => {
  const [one, other] = [discriminate(A.stopGradient(first)), discriminate(A.stopGradient(second))]
  const [a, b] = [logisticLoss(A, one.logits, 'first'), logisticLoss(A, other.logits, 'second')]
  return {
    value: scale(A, A.add(a.value, b.value), weight),
    buffers: other.buffers,
    pullback: (dvalue) => {
      const d = scale(A, dvalue, weight)
      const [of, from] = [one.pullback(a.slope(d)), other.pullback(b.slope(d))]
      return Named.combine(of.dparameters, from.dparameters, A.add)
    },
  }
}
