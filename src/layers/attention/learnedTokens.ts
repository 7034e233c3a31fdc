import { struct } from '../../codec/index.ts'
import { sumTo, zerosLike } from '../../tensor/derived.ts'
import * as Named from '../../tensor/named.ts'
import type { Sizes } from '../../tensor/shape.ts'
import { extentAt } from '../../tensor/shape.ts'
import { units } from '../dense/dense.ts'
import { built, row } from '../core/layer.ts'
import type { Net } from '../core/net.ts'
import { append } from '../core/net.ts'
import { sequenceLength } from '../shape/sequence.ts'
import { stage } from '../core/stage.ts'

const learnedTokensRow = row({
  name: 'learnedTokens',
  summary: 'A sequence of trained vectors, the same whatever the input: what asks in cross-attention.',
  affine: true,
  codec: () => struct({ tokens: sequenceLength, width: units }),
  build: ({ tokens, width }) =>
    built({
      output: [tokens, width],
      parameters: { tokens: { shape: [tokens, width], initialiser: 'glorotUniform', fan: { in: width, out: width } } },
      program: (A, { x, parameters }) => {
        const trained = Named.get(parameters, 'tokens')
        const y = A.expand(trained, [extentAt(A.shape(x), 0), tokens, width])
        return stage(y, (dy) => ({ dx: zerosLike(A, x), dparameters: { tokens: sumTo(A, dy, [tokens, width]) } }))
      },
    }),
  mirror: () => {
    throw new Error('mirror: learnedTokens has no mirror: it forgets its input; write the decoder out')
  },
})

/**
 * Trained vectors in place of the input (the latent array of Jaegle et al. 2021, section 3).
 *
 *     y = θ for every row      dx = 0      dθ = Σₙ dy      θ: [n, width]   y: [N, n, width]
 */
export const learnedTokens = Object.assign(
  <const Tokens extends number, const Width extends number>(tokens: Tokens, width: Width) =>
    <Input extends Sizes, Output extends Sizes, Aux extends string>(
      net: Net<Input, Output, Aux>,
    ): Net<Input, readonly [Tokens, Width], Aux> =>
      append(net, { layer: 'learnedTokens', tokens, width }),
  { definition: learnedTokensRow },
)
