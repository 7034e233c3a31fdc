import { choice, describe, struct } from '../../codec/index.ts'
import { like } from '../../tensor/derived.ts'
import * as Named from '../../tensor/named.ts'
import { defineLayer, keepsSizes } from '../core/define.ts'
import { rate } from './dropout.ts'
import { built } from '../core/layer.ts'
import { stage } from '../core/stage.ts'

const of = describe(
  choice('entries', 'vectors'),
  'what is masked: single entries, which is the default, or whole vectors of a sequence',
)

/**
 * Masking noise (Vincent et al. 2010, section 3.3): each entry is set to 0 with probability `rate`. With
 * `of: 'vectors'` all entries along the last axis are masked together, as the patches of a masked autoencoder
 * (He et al. 2022, section 3).
 *
 *     y = x · m      dx = dy · m      m ∈ {0, 1}: [N, …, F] or [N, …, 1], at evaluation 1
 */
export const maskingNoise = defineLayer(
  {
    name: 'maskingNoise',
    summary: 'Masking noise: sets entries, or whole vectors, to 0 at random in training, without scaling the others.',
    affine: true,
    codec: () => struct({ rate }, { of }),
    example: { rate: 0.5 },
    build: ({ rate: p, of: what = 'entries' }, input) =>
      built({
        output: input,
        padding: 'keeps',
        noise: {
          mask: {
            shape: input.map((extent, axis) => (what === 'vectors' && axis === input.length - 1 ? 1 : extent)),
            per: 'row',
            distribution: { kind: 'bernoulli', probability: 1 - p },
            neutral: 1,
          },
        },
        program: (A, { x, noise }) => {
          const mask = like(A, Named.get(noise, 'mask'), x)
          return stage(A.mul(x, mask), (dy) => ({ dx: A.mul(dy, mask), dparameters: {} }))
        },
      }),
    mirror: () => null,
  },
  (specify) =>
    (p: number, options: { readonly of?: 'entries' | 'vectors' } = {}) =>
      keepsSizes(specify({ rate: p, ...options })),
)
