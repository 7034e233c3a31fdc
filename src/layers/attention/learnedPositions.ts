import * as Either from 'fp-ts/lib/Either.js'
import { pipe } from 'fp-ts/lib/function.js'
import { sumTo } from '../../tensor/derived.ts'
import * as Named from '../../tensor/named.ts'
import { defineWithoutSettings, noSettings } from '../core/define.ts'
import { built } from '../core/layer.ts'
import { stage } from '../core/stage.ts'
import { sequenceOf } from '../shape/sequence.ts'

/**
 * Learned positional embeddings: a trained vector for each position of a sequence (Gehring et al. 2017, section 3.1).
 *
 *     y = x + θ      dx = dy      dθ = Σₙ dy      x, y: [N, T, E]   θ: [T, E]
 */
export const learnedPositions = defineWithoutSettings({
  name: 'learnedPositions',
  summary: 'Learned positional embeddings: adds a trained vector to each position of a sequence.',
  example: {},
  affine: true,
  codec: () => noSettings,
  build: (_settings, input, context) =>
    pipe(
      sequenceOf(input, context),
      Either.flatMap(({ width }) =>
        built({
          output: input,
          padding: 'keeps',
          parameters: { position: { shape: input, initialiser: 'glorotUniform', fan: { in: width, out: width } } },
          program: (A, { x, parameters }) =>
            stage(A.add(x, A.expand(Named.get(parameters, 'position'), A.shape(x))), (dy) => ({
              dx: dy,
              dparameters: { position: sumTo(A, dy, input) },
            })),
        }),
      ),
    ),
})
