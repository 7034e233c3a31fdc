import { like, meanOf, scale } from '../../tensor/derived.ts'
import * as Named from '../../tensor/named.ts'
import type { Tensor } from '../../tensor/tensor.ts'
import type { DiscriminatorLoss, TermInput } from './term.ts'

/** The remedy where a model has no discriminator. */
export const withoutDiscriminator =
  'give the model one: discriminator: pipe(input([…]), dense(…), relu, dense(1)), and the experiment a discriminatorOptimiser'

/** The discriminator of the model; elaboration refuses an adversarial term without one. */
export const discriminatorIn = <T>({ discriminator }: TermInput<T>): NonNullable<TermInput<T>['discriminator']> => {
  if (discriminator === undefined) throw new Error('an adversarial term was run without a discriminator')
  return discriminator
}

/** The mean over the rows of log (1 + exp ±d), the logistic loss of calling every row of one class, and its derivative in d. */
export const logisticLoss = <T>(A: Tensor<T>, logits: T, kind: 'first' | 'second') => {
  const d = kind === 'first' ? A.neg(logits) : logits
  return {
    value: meanOf(A, A.softplus(d)),
    derivative: (dvalue: T): T => {
      const share = like(A, A.div(dvalue, A.extent(logits, [0])), logits)
      const slope = A.mul(A.sigmoid(d), share)
      return kind === 'first' ? A.neg(slope) : slope
    },
  }
}

/**
 * The logistic loss of a discriminator d that separates two classes of codes, a and b, both held fixed. With `weight` 1
 * it is the sum of the means over both classes, with ½ their mean.
 *
 *     M  = weight · (Σₙ log (1 + exp −d(aₙ)) + Σₙ log (1 + exp d(bₙ))) / N
 *     dd(a) = −dM · weight · σ(−d) / N      dd(b) = dM · weight · σ(d) / N
 */
export const discriminatorLoss = <T>(
  A: Tensor<T>,
  input: TermInput<T>,
  { first, second, weight }: { readonly first: T; readonly second: T; readonly weight: number },
): DiscriminatorLoss<T> => {
  const discriminator = discriminatorIn(input)
  const [a, b] = [discriminator.at(A.stopGradient(first)), discriminator.at(A.stopGradient(second))]
  const [lossA, lossB] = [logisticLoss(A, a.y, 'first'), logisticLoss(A, b.y, 'second')]
  return {
    value: scale(A, A.add(lossA.value, lossB.value), weight),
    buffers: b.buffers,
    pullback: (dvalue) => {
      const d = scale(A, dvalue, weight)
      const [da, db] = [a.vjp(lossA.derivative(d)), b.vjp(lossB.derivative(d))]
      return Named.combine(da.dparameters, db.dparameters, A.add)
    },
  }
}
