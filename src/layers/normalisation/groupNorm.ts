import * as Either from 'fp-ts/lib/Either.js'
import type { Faults, TypeOf } from '../../codec/index.ts'
import { describe, integer, struct } from '../../codec/index.ts'
import { defineLayer, keepsSizes } from '../core/define.ts'
import { built, wrongSizes } from '../core/layer.ts'
import { affine, epsilon, normalised, scaleAndShift, standardise } from './normalise.ts'

const options = { epsilon, affine }
const settings = struct(
  { groups: describe(integer({ minimum: 1 }), 'how many groups of channels; as many as channels: instance norm') },
  options,
)
export type GroupNormOptions = Omit<TypeOf<typeof settings>, 'groups'>

/** The numbers nearest to one that divide another: the next below and the next above. */
export const nearestDivisors = (of: number, to: number): ReadonlyArray<number> => {
  const divisors = Array.from({ length: of }, (_, i) => i + 1).filter((n) => of % n === 0)
  const below = divisors.filter((n) => n < to).at(-1)
  const above = divisors.find((n) => n >= to)
  return [below, above].flatMap((n) => (n === undefined ? [] : [n]))
}

/**
 * Group normalisation (Wu and He 2018, equation 7): the channels in groups, each of a row normal by itself. As many
 * groups as channels make instance normalisation (Ulyanov, Vedaldi and Lempitsky 2016), one group layer normalisation.
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
    build: ({ groups, epsilon: tiny = 1e-5, affine: trained = true }, input, context) => {
      const [channels] = input
      if (channels === undefined) return wrongSizes(context, 'at least one axis', input)
      if (channels % groups !== 0)
        return Either.left<Faults>([
          {
            fault: 'out of range',
            where: `${context.where}.groups`,
            expected: `a number that divides the ${channels} channels`,
            found: String(groups),
            remedy: `the nearest: ${nearestDivisors(channels, groups).join(' and ')}`,
          },
        ])
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
