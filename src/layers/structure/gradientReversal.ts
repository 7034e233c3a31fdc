import { describe, number, struct } from '../../codec/index.ts'
import { scale } from '../../tensor/derived.ts'
import { keepsSizes } from '../core/define.ts'
import { built, row } from '../core/layer.ts'
import { stage } from '../core/stage.ts'

const settings = struct(
  {},
  { strength: describe(number({ minimum: 0 }), 'what the reversed derivative is multiplied by; 1 by default') },
)

const gradientReversalRow = row({
  name: 'gradientReversal',
  summary: 'Leaves values as they are and reverses derivatives: what comes before learns the opposite.',
  codec: () => settings,
  build: ({ strength = 1 }, input) =>
    built({
      output: input,
      program: (A, { x }) => {
        const fixed = A.stopGradient(x)
        const y = A.add(fixed, scale(A, A.sub(fixed, x), strength))
        return stage(y, (dy) => ({ dx: scale(A, dy, -strength), dparameters: {} }))
      },
    }),
  mirror: () => null,
})

/**
 * Gradient reversal (Ganin and Lempitsky 2015, equations 10 and 11), by a strength λ of 1 by default.
 *
 *     y = x̄ + λ·(x̄ − x), x̄ = x held fixed: the value x      dx = −λ·dy      all [N, …]
 */
export const gradientReversal = Object.assign(
  (strength?: number) => keepsSizes({ layer: 'gradientReversal', ...(strength === undefined ? {} : { strength }) }),
  { definition: gradientReversalRow },
)
