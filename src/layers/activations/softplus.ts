import { defineWithoutSettings, noSettings, pointwise } from '../core/define.ts'

/**
 * A smooth rectifier (Dugas et al. 2001).
 *
 *     y = log(1 + exp x)      dx = dy · σ(x)
 */
export const softplus = defineWithoutSettings(
  pointwise({
    name: 'softplus',
    summary: 'Softplus, log(1 + exp x): a smooth and positive approximation of ReLU.',
    codec: noSettings,
    f: (A, x) => ({ y: A.softplus(x), derivative: () => A.sigmoid(x) }),
  }),
)
