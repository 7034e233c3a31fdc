import type { Rate } from '../schedules/index.ts'
import * as Named from '../tensor/named.ts'
import { adamDirection, moments, withDefaults } from './adam.ts'
import { builtUpdate, defineUpdate } from './define.ts'
import type { AdamOptions } from './settings.ts'
import { adamSettings } from './settings.ts'
import { compose, scaleByRate } from './transformation.ts'
import type { Transformation } from './update.ts'

/** AMSGrad's direction before the learning rate. */
const scaleByAmsgrad = (options: AdamOptions): Transformation => {
  const settings = withDefaults(options)
  return {
    slots: { m: 0, v: 0, vMax: 0 },
    run: (A, input) => {
      const { m, v } = moments(A, input, settings)
      const before = Named.get(input.slots, 'vMax')
      const vMax = Named.map(v.tensors, (value, name) => A.maximum(Named.get(before, name), value))
      return {
        direction: adamDirection(A, { m, v: { ...v, tensors: vMax } }, input.step, settings),
        slots: { m: m.tensors, v: v.tensors, vMax },
      }
    },
  }
}

/**
 * AMSGrad (Reddi, Kale and Kumar 2018, algorithm 2) with Adam's bias corrections.
 *
 *     vMax ← max(vMax, v)      v̂ = vMax / (1 − β₂ᵗ)      d = α · m̂ / (√v̂ + ε)
 *
 * The slots store m / (1 − β₁), v / (1 − β₂) and vMax / (1 − β₂), as Adam's do.
 */
export const amsgrad = defineUpdate(
  {
    name: 'amsgrad',
    summary: 'AMSGrad: Adam with the maximum of the second moments so far, so that step sizes do not grow again.',
    layoutFree: true,
    codec: adamSettings,
    example: { rate: 0.001 },
    build: ({ rate, ...options }, _, context) =>
      builtUpdate(compose(scaleByAmsgrad(options), scaleByRate(context.rate(rate)))),
  },
  (specify) =>
    (rate: Rate, options: AdamOptions = {}) =>
      specify({ rate, ...options }),
)
