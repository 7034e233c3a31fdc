import type { TypeOf } from '../../codec/index.ts'
import { choice, describe, struct } from '../../codec/index.ts'
import type { Sizes } from '../../tensor/shape.ts'
import { product } from '../../tensor/shape.ts'
import { defineLayer, keepsSizes } from '../core/define.ts'
import { built, wrongSizes } from '../core/layer.ts'
import { affine, epsilon, normalised, scaleAndShift, standardise } from './normalise.ts'

/** The axes that are normalised: the last, or all of an example. */
export const over = describe(choice('last', 'row'), 'the last axis, which is the default, or all axes of an example')

export const extentOver = (input: Sizes, what: 'last' | 'row'): Sizes => (what === 'last' ? input.slice(-1) : input)

const settings = struct({}, { over, epsilon, affine })
export type LayerNormOptions = TypeOf<typeof settings>

/**
 * Layer normalisation (Ba, Kiros and Hinton 2016, equation 3), over the last axis or over all axes of an example.
 *
 *     x̂  = (x − μ) / √(σ² + ε)      y = γ·x̂ + β                       x, y: [N, …, F]   μ, σ²: [N, …]
 *     dx = (dx̂ − μ(dx̂) − x̂ · μ(dx̂·x̂)) / √(σ² + ε)   dx̂ = γ·dy         μ(·): the mean over those axes
 *     dγ = Σ dy·x̂      dβ = Σ dy                                      γ, β: [F], or […, F] over all axes
 *
 * @example
 * const encoder = pipe(input([784]), dense(128), layerNorm(), relu, dense(32))
 */
export const layerNorm = defineLayer(
  {
    name: 'layerNorm',
    summary: 'Layer normalisation: mean 0 and variance 1 over the last axis, or over all axes of an example.',
    codec: () => settings,
    example: {},
    build: ({ over: what = 'last', epsilon: tiny = 1e-5, affine: trained = true }, input, context) => {
      if (input.length === 0) return wrongSizes(context, 'at least one axis', input)
      const repeats = extentOver(input, what)
      return built({
        output: input,
        ...(what === 'last' ? { padding: 'keeps' as const } : {}),
        parameters: trained ? scaleAndShift(repeats) : {},
        program: normalised(standardise, input, {
          parts: product(input) / product(repeats),
          repeats,
          epsilon: tiny,
        }),
      })
    },
  },
  (specify) =>
    (options: LayerNormOptions = {}) =>
      keepsSizes(specify({ ...options })),
)
