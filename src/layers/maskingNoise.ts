import { struct } from '../codec/index.ts'
import * as Named from '../tensor/named.ts'
import { defineLayer, keepsSizes } from './define.ts'
import { rate } from './dropout.ts'
import { built } from './layer.ts'
import { stage } from './stage.ts'

/**
 * Masking noise (Vincent et al. 2010, section 3.3): each entry is set to 0 with probability `rate`.
 *
 *     y = x · m      dx = dy · m      m ∈ {0, 1}, at evaluation 1
 */
export const maskingNoise = defineLayer(
  {
    name: 'maskingNoise',
    intent: 'Sets entries to 0 at random while training, without scaling the others.',
    affine: true,
    codec: () => struct({ rate }),
    build: ({ rate: p }, input) =>
      built({
        output: input,
        noise: {
          mask: { shape: input, per: 'row', distribution: { kind: 'bernoulli', probability: 1 - p }, quiet: 1 },
        },
        program: (A, { x, noise }) => {
          const mask = Named.get(noise, 'mask')
          return stage(A.mul(x, mask), (dy) => ({ dx: A.mul(dy, mask), dparameters: {} }))
        },
      }),
    mirror: () => null,
  },
  (specify) => (p: number) => keepsSizes(specify({ rate: p })),
)
