import { number, struct } from '../../codec/index.ts'
import { fill, scale } from '../../tensor/derived.ts'
import { present } from '../../tensor/present.ts'
import { defineLayer, keepsSizes, pointwise } from '../core/define.ts'

/**
 * The leaky rectifier (Maas, Hannun and Ng 2013); the slope at 0 is that of the negative side, 0.01 by default.
 *
 *     y = x if x > 0 else slope·x      dx = dy · (1 if x > 0 else slope)
 */
export const leakyRelu = defineLayer(
  pointwise({
    name: 'leakyRelu',
    summary: 'Leaky ReLU: x where it is positive, a small multiple of x elsewhere.',
    codec: struct({}, { slope: number({ minimum: 0, exclusiveMaximum: 1 }) }),
    example: {},
    f: (A, x, { slope = 0.01 }) => {
      const positive = A.greater(x, fill(A, 0, A.shape(x)))
      const ones = fill(A, 1, A.shape(x))
      return {
        y: A.where(positive, x, scale(A, x, slope)),
        derivative: () => A.where(positive, ones, scale(A, ones, slope)),
      }
    },
  }),
  (specify) => (slope?: number) => keepsSizes(specify(present({ slope }))),
)
