import { number, refine, struct } from '../../codec/index.ts'
import { fill } from '../../tensor/derived.ts'
import * as Named from '../../tensor/named.ts'
import { defineLayer, keepsSizes } from '../core/define.ts'
import { rate } from './dropout.ts'
import { built } from '../core/layer.ts'
import { stage } from '../core/stage.ts'

const settings = refine(struct({ rate }, { low: number(), high: number() }), ({ low = 0, high = 1 }) =>
  low < high
    ? undefined
    : { fault: 'out of range', expected: `a number above low (${low})`, found: String(high), at: 'high' },
)

/**
 * Salt-and-pepper noise (Vincent et al. 2010, section 3.3): each entry is replaced with probability `rate`, by
 * low or high (0 and 1 by default) with equal chance.
 *
 *     y = low or high if hit else x      dx = 0 if hit else dy      at evaluation nothing is hit
 */
export const saltAndPepperNoise = defineLayer(
  {
    name: 'saltAndPepperNoise',
    summary: 'Salt-and-pepper noise: replaces entries at random by the lowest or the highest value in training.',
    affine: true,
    codec: () => settings,
    example: { rate: 0.1 },
    build: ({ rate: p, low = 0, high = 1 }, input) =>
      built({
        output: input,
        padding: 'keeps',
        noise: {
          hit: { shape: input, per: 'row', distribution: { kind: 'bernoulli', probability: p }, neutral: 0 },
          salt: { shape: input, per: 'row', distribution: { kind: 'bernoulli', probability: 0.5 }, neutral: 0 },
        },
        program: (A, { x, noise }) => {
          const [hit, salt] = [Named.get(noise, 'hit'), Named.get(noise, 'salt')]
          const [lows, highs] = [fill(A, low, A.shape(x)), fill(A, high, A.shape(x))]
          const zeros = fill(A, 0, A.shape(x))
          return stage(A.where(hit, A.where(salt, highs, lows), x), (dy) => ({
            dx: A.where(hit, zeros, dy),
            dparameters: {},
          }))
        },
      }),
    mirror: () => null,
  },
  (specify) =>
    (p: number, options: { readonly low?: number; readonly high?: number } = {}) =>
      keepsSizes(specify({ rate: p, ...options })),
)
