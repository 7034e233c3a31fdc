import { rsub, square } from '../../tensor/derived.ts'
import { defineWithoutSettings, noSettings, pointwise } from '../core/define.ts'

/**
 * The hyperbolic tangent.
 *
 *     y = tanh x      dx = dy · (1 − y²)
 */
export const tanh = defineWithoutSettings(
  pointwise({
    name: 'tanh',
    summary: 'Hyperbolic tangent: every entry in (−1, 1).',
    codec: noSettings,
    f: (A, x) => {
      const y = A.tanh(x)
      return { y, derivative: () => rsub(A, 1, square(A, y)) }
    },
  }),
)
