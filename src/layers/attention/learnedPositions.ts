import { sumTo } from '../../tensor/derived.ts'
import * as Named from '../../tensor/named.ts'
import { constant, noSettings } from '../core/define.ts'
import { built, row, wrongSizes } from '../core/layer.ts'
import { stage } from '../core/stage.ts'

/**
 * A trained vector for each position of a sequence (Gehring et al. 2017, section 3.1).
 *
 *     y = x + θ      dx = dy      dθ = Σₙ dy      x, y: [N, T, E]   θ: [T, E]
 */
export const learnedPositions = constant(
  row({
    name: 'learnedPositions',
    summary: 'Adds a trained vector to every vector of a sequence, one for each position.',
    affine: true,
    codec: () => noSettings,
    build: (_settings, input, context) => {
      const [, width] = input
      if (width === undefined || input.length > 2) return wrongSizes(context, 'a sequence of vectors, [t, e]', input)
      return built({
        output: input,
        parameters: { position: { shape: input, initialiser: 'glorotUniform', fan: { in: width, out: width } } },
        program: (A, { x, parameters }) =>
          stage(A.add(x, A.expand(Named.get(parameters, 'position'), A.shape(x))), (dy) => ({
            dx: dy,
            dparameters: { position: sumTo(A, dy, input) },
          })),
      })
    },
  }),
)
