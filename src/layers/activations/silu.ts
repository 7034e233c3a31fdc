import { rsub, shift } from '../../tensor/derived.ts'
import { defineWithoutSettings, noSettings, pointwise } from '../core/define.ts'

/**
 * The sigmoid linear unit, also called swish (Elfwing, Uchibe and Doya 2018).
 *
 *     y = x·σ(x)      dx = dy · σ(x)·(1 + x·(1 − σ(x)))
 */
export const silu = defineWithoutSettings(
  pointwise({
    name: 'silu',
    summary: 'Sigmoid linear unit (SiLU, swish): x times its sigmoid.',
    codec: noSettings,
    f: (A, x) => {
      const s = A.sigmoid(x)
      return { y: A.mul(x, s), derivative: () => A.mul(s, shift(A, A.mul(x, rsub(A, 1, s)), 1)) }
    },
  }),
)
