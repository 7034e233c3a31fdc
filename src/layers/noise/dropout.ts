import { number, struct } from '../../codec/index.ts'
import { fill } from '../../tensor/derived.ts'
import * as Named from '../../tensor/named.ts'
import { defineLayer, keepsSizes } from '../core/define.ts'
import { built } from '../core/layer.ts'
import { stage } from '../core/stage.ts'

/** The probability that an entry is changed, below 1: at 1 nothing of the input would be left. */
export const rate = number({ minimum: 0, exclusiveMaximum: 1 })

/**
 * Inverted dropout (Srivastava et al. 2014): each entry is kept with probability 1 − rate and divided by it.
 *
 *     y = x · m / keep      dx = dy · m / keep      m ∈ {0, 1}, at evaluation m = keep
 */
export const dropout = defineLayer(
  {
    name: 'dropout',
    summary:
      'Dropout: sets entries to 0 at random in training and scales the others up, so that the mean is unchanged.',
    codec: () => struct({ rate }),
    example: { rate: 0.5 },
    build: ({ rate: p }, input) => {
      const keep = 1 - p
      return built({
        output: input,
        padding: 'keeps',
        noise: {
          mask: { shape: input, per: 'row', distribution: { kind: 'bernoulli', probability: keep }, neutral: keep },
        },
        program: (A, { x, noise }) => {
          const factor = A.div(Named.get(noise, 'mask'), fill(A, keep, A.shape(x)))
          return stage(A.mul(x, factor), (dy) => ({ dx: A.mul(dy, factor), dparameters: {} }))
        },
      })
    },
    mirror: (settings) => ({ ...settings, layer: 'dropout' }),
  },
  (specify) => (p: number) => keepsSizes(specify({ rate: p })),
)
