import { fill } from '../../tensor/derived.ts'
import { defineWithoutSettings, noSettings, pointwise } from '../core/define.ts'

/**
 * The rectifier (Nair and Hinton 2010), with relu′(0) = 0.
 *
 *     y = max(x, 0)      dx = dy · [x > 0]
 */
export const relu = defineWithoutSettings(
  pointwise({
    name: 'relu',
    summary: 'Rectified linear unit (ReLU): max(x, 0), with derivative 0 at 0.',
    codec: noSettings,
    f: (A, x) => {
      const zeros = fill(A, 0, A.shape(x))
      const y = A.maximum(x, zeros)
      return { y, derivative: () => A.greater(y, zeros) }
    },
  }),
)
