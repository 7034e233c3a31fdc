import { constant, noSettings, pointwise } from '../core/define.ts'

/**
 * A smooth rectifier (Dugas et al. 2001).
 *
 *     y = log(1 + exp x)      dx = dy · σ(x)
 */
export const softplus = constant(
  pointwise({
    name: 'softplus',
    summary: 'log(1 + exp x), a smooth and positive rectifier.',
    codec: noSettings,
    f: (A, x) => ({ y: A.softplus(x), derivative: () => A.sigmoid(x) }),
  }),
)
