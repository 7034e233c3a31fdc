import { struct } from '../codec/index.ts'
import type { Rate } from '../schedules/index.ts'
import { shift, square } from '../tensor/derived.ts'
import * as Named from '../tensor/named.ts'
import { builtUpdate, defineUpdate } from './define.ts'
import { epsilon } from './settings.ts'
import { compose, scaleByRate } from './transformation.ts'
import type { Transformation } from './update.ts'

/** g / (√s + ε). */
const scaleByRootOfSum = (tiny: number): Transformation => ({
  slots: { sum: 0 },
  run: (A, { direction, slots }) => {
    const before = Named.get(slots, 'sum')
    const sum = Named.map(direction, (g, name) => A.add(Named.get(before, name), square(A, g)))
    return {
      direction: Named.map(direction, (g, name) => A.div(g, shift(A, A.sqrt(Named.get(sum, name)), tiny))),
      slots: { sum },
    }
  },
})

/**
 * AdaGrad (Duchi, Hazan and Singer 2011, figure 1, diagonal), ε = 10⁻¹⁰ by default.
 *
 *     s ← s + g²      d = α · g / (√s + ε)
 */
export const adagrad = defineUpdate(
  {
    name: 'adagrad',
    summary: 'AdaGrad: a learning rate for each parameter from the sum of its squared gradients.',
    layoutFree: true,
    codec: (rate) => struct({ rate }, { epsilon }),
    example: { rate: 0.01 },
    build: ({ rate, epsilon: tiny = 1e-10 }, _, context) =>
      builtUpdate(compose(scaleByRootOfSum(tiny), scaleByRate(context.rate(rate)))),
  },
  (specify) =>
    (rate: Rate, options: { readonly epsilon?: number } = {}) =>
      specify({ rate, ...options }),
)
