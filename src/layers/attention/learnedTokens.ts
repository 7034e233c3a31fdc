import { struct } from '../../codec/index.ts'
import { sumTo, zerosLike } from '../../tensor/derived.ts'
import * as Named from '../../tensor/named.ts'
import type { Sizes } from '../../tensor/shape.ts'
import { extentAt } from '../../tensor/shape.ts'
import { defineLayer } from '../core/define.ts'
import { built } from '../core/layer.ts'
import type { Net } from '../core/net.ts'
import { append } from '../core/net.ts'
import { stage } from '../core/stage.ts'
import { units } from '../dense/dense.ts'
import { sequenceLength } from '../shape/sequence.ts'

/**
 * Learned tokens: a sequence of trained vectors in place of the input (the latent array of Jaegle et al. 2021,
 * section 3).
 *
 *     y = θ for every example      dx = 0      dθ = Σₙ dy      θ: [n, width]   y: [N, n, width]
 */
export const learnedTokens = defineLayer(
  {
    name: 'learnedTokens',
    summary: 'Learned tokens: a sequence of trained vectors that ignores the input, as queries for cross-attention.',
    example: { tokens: 2, width: 3 },
    affine: true,
    codec: () => struct({ tokens: sequenceLength, width: units }),
    build: ({ tokens, width }) =>
      built({
        output: [tokens, width],
        parameters: {
          tokens: { shape: [tokens, width], initialiser: 'glorotUniform', fan: { in: width, out: width } },
        },
        program: (A, { x, parameters }) => {
          const trained = Named.get(parameters, 'tokens')
          const y = A.expand(trained, [extentAt(A.shape(x), 0), tokens, width])
          return stage(y, (dy) => ({ dx: zerosLike(A, x), dparameters: { tokens: sumTo(A, dy, [tokens, width]) } }))
        },
      }),
    mirror: () => {
      throw new Error('mirror: learnedTokens has no mirror, because it ignores its input; write the decoder out')
    },
  },
  (specify) =>
    <const Tokens extends number, const Width extends number>(tokens: Tokens, width: Width) =>
    <Input extends Sizes, Output extends Sizes, Aux extends string>(
      net: Net<Input, Output, Aux>,
    ): Net<Input, readonly [Tokens, Width], Aux> =>
      append(net, specify({ tokens, width })),
)
