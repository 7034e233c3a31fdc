import type { TypeOf } from '../../codec/index.ts'
import { describe, integer, struct } from '../../codec/index.ts'
import { defineLayer, keepsSizes } from '../core/define.ts'
import { nearestDivisors, sizeFault } from '../core/divisors.ts'
import { built, wrongSizes } from '../core/layer.ts'
import { affine, epsilon, normalised, scaleAndShift, standardise } from './normalise.ts'

const options = { epsilon, affine }
const settings = struct(
  {
    groups: describe(
      integer({ minimum: 1 }),
      'the number of groups of channels; one group for each channel is instance normalisation',
    ),
  },
  options,
)
export type GroupNormOptions = Omit<TypeOf<typeof settings>, 'groups'>

/**
 * Group normalisation (Wu and He 2018, equation 7): each group of channels of an example is normalised separately. One
 * group for each channel is instance normalisation (Ulyanov, Vedaldi and Lempitsky 2016), a single group is layer
 * normalisation.
 *
 *     x̂  = (x − μ) / √(σ² + ε)      y = γ·x̂ + β          x, y: [N, C, …]   μ, σ²: [N, groups]
 *     dx = (dx̂ − μ(dx̂) − x̂ · μ(dx̂·x̂)) / √(σ² + ε)        dx̂ = γ·dy, μ(·): the mean over a group
 *     dγ = Σ dy·x̂      dβ = Σ dy                         γ, β: [C]
 *
 * @example
 * const encoder = pipe(input([8, 28, 28]), groupNorm(4), relu)
 */
export const groupNorm = defineLayer(
  {
    name: 'groupNorm',
    summary:
      'Group normalisation: mean 0 and variance 1 of every group of channels of an example; the first axis holds the channels.',
    codec: () => settings,
    example: { groups: 2, affine: false },
    build: ({ groups, epsilon: tiny = 1e-5, affine: trained = true }, input, context) => {
      const [channels] = input
      if (channels === undefined) return wrongSizes(context, 'at least one axis', input)
      if (channels % groups !== 0)
        return sizeFault(context, 'groups', {
          expected: `a number that divides the ${channels} channels`,
          found: String(groups),
          remedy: `the nearest: ${nearestDivisors([channels], groups).join(' and ')}`,
        })
      return built({
        output: input,
        parameters: trained ? scaleAndShift([channels]) : {},
        program: normalised(standardise, input, {
          parts: groups,
          repeats: [channels, ...input.slice(1).map(() => 1)],
          epsilon: tiny,
        }),
      })
    },
  },
  (specify) =>
    (groups: number, more: GroupNormOptions = {}) =>
      keepsSizes(specify({ groups, ...more })),
)
