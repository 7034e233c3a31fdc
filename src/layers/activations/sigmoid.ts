import { rsub } from '../../tensor/derived.ts'
import { constant, noSettings, pointwise } from '../core/define.ts'

/**
 * The logistic sigmoid.
 *
 *     y = 1 / (1 + exp −x)      dx = dy · y·(1 − y)
 */
export const sigmoid = constant(
  pointwise({
    name: 'sigmoid',
    summary: 'The logistic function, in (0, 1): a probability for each entry.',
    codec: noSettings,
    f: (A, x) => {
      const y = A.sigmoid(x)
      return { y, derivative: () => A.mul(y, rsub(A, 1, y)) }
    },
  }),
)
