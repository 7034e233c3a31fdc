import { fill, shift, zerosLike } from '../../tensor/derived.ts'
import { defineWithoutSettings, noSettings, pointwise } from '../core/define.ts'

/**
 * The symmetric logarithm (Hafner et al. 2023, equation 9): log(1 + x) of counts, and of negative numbers alike. At the
 * beginning of an encoder it brings counts, which likelihoods take as they are, to the scale of other numbers.
 *
 *     y = sign(x)·log(1 + |x|)      dx = dy / (1 + |x|)
 */
export const symlog = defineWithoutSettings(
  pointwise({
    name: 'symlog',
    summary: 'Symmetric logarithm: log(1 + x), of negative numbers alike; for counts at the beginning of an encoder.',
    codec: noSettings,
    f: (A, x) => {
      const isPositive = A.greater(x, zerosLike(A, x))
      const size = shift(A, A.where(isPositive, x, A.neg(x)), 1)
      const log = A.log(size)
      return { y: A.where(isPositive, log, A.neg(log)), derivative: () => A.div(fill(A, 1, A.shape(x)), size) }
    },
  }),
)
