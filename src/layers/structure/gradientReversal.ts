import { describe, number, struct } from '../../codec/index.ts'
import { scale } from '../../tensor/derived.ts'
import { present } from '../../tensor/present.ts'
import { defineLayer, keepsSizes } from '../core/define.ts'
import { built } from '../core/layer.ts'
import { stage } from '../core/stage.ts'

const settings = struct(
  {},
  { strength: describe(number({ minimum: 0 }), 'the factor λ of the reversed gradient; 1 by default') },
)

/**
 * Gradient reversal (Ganin and Lempitsky 2015, equations 10 and 11), by a strength λ of 1 by default.
 *
 *     y = x̄ + λ·(x̄ − x), x̄ = x held fixed: the value x      dx = −λ·dy      all [N, …]
 */
export const gradientReversal = defineLayer(
  {
    name: 'gradientReversal',
    summary: 'Gradient reversal: the identity, with the gradient multiplied by −strength.',
    codec: () => settings,
    example: {},
    build: ({ strength = 1 }, input) =>
      built({
        output: input,
        padding: 'keeps',
        program: (A, { x }) => {
          const fixed = A.stopGradient(x)
          const y = A.add(fixed, scale(A, A.sub(fixed, x), strength))
          return stage(y, (dy) => ({ dx: scale(A, dy, -strength), dparameters: {} }))
        },
      }),
    mirror: () => null,
  },
  (specify) => (strength?: number) => keepsSizes(specify(present({ strength }))),
)
