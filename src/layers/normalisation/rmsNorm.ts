import type { TypeOf } from '../../codec/index.ts'
import { describe, number, struct } from '../../codec/index.ts'
import { product } from '../../tensor/shape.ts'
import { defineLayer, keepsSizes } from '../core/define.ts'
import { built, wrongSizes } from '../core/layer.ts'
import { extentOver, over } from './layerNorm.ts'
import { affine, normalised, scaleAndShift, unitSquare } from './normalise.ts'

const settings = struct(
  {},
  {
    over,
    epsilon: describe(number({ exclusiveMinimum: 0 }), 'added to the mean square, for stability; 1e-6 by default'),
    affine,
  },
)
export type RmsNormOptions = TypeOf<typeof settings>

/**
 * Root mean square normalisation (Zhang and Sennrich 2019, equation 4), over the last axis or over all axes of an example.
 *
 *     x̂  = x / √(μ(x²) + ε)         y = γ·x̂                           x, y: [N, …, F]   μ: [N, …]
 *     dx = (dx̂ − x̂ · μ(dx̂·x̂)) / √(μ(x²) + ε)   dx̂ = γ·dy              μ(·): the mean over those axes
 *     dγ = Σ dy·x̂                                                     γ: [F], or […, F] over all axes
 */
export const rmsNorm = defineLayer(
  {
    name: 'rmsNorm',
    summary: 'Root mean square normalisation: mean square 1 over the last axis, or over all axes of an example.',
    codec: () => settings,
    example: {},
    build: ({ over: what = 'last', epsilon: tiny = 1e-6, affine: trained = true }, input, context) => {
      if (input.length === 0) return wrongSizes(context, 'at least one axis', input)
      const repeats = extentOver(input, what)
      return built({
        output: input,
        ...(what === 'last' ? { padding: 'keeps' as const } : {}),
        parameters: trained ? { scale: scaleAndShift(repeats).scale } : {},
        program: normalised(unitSquare, input, {
          parts: product(input) / product(repeats),
          repeats,
          epsilon: tiny,
        }),
      })
    },
  },
  (specify) =>
    (options: RmsNormOptions = {}) =>
      keepsSizes(specify({ ...options })),
)
