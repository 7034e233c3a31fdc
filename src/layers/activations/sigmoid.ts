import { rsub } from '../../tensor/derived.ts'
import { defineWithoutSettings, noSettings, pointwise } from '../core/define.ts'

/**
 * The logistic sigmoid.
 *
 *     y = 1 / (1 + exp −x)      dx = dy · y·(1 − y)
 */
export const sigmoid = defineWithoutSettings(
  pointwise({
    name: 'sigmoid',
    summary: 'Logistic sigmoid, 1 / (1 + exp(−x)): every entry in (0, 1).',
    codec: noSettings,
    f: (A, x) => {
      const y = A.sigmoid(x)
      return { y, derivative: () => A.mul(y, rsub(A, 1, y)) }
    },
  }),
)
