import { zerosLike } from '../../tensor/derived.ts'
import { constant, noSettings } from '../core/define.ts'
import { built, row } from '../core/layer.ts'
import { stage } from '../core/stage.ts'

/**
 * What comes before does not learn from what comes after.
 *
 *     y = x      dx = 0
 */
export const stopGradient = constant(
  row({
    name: 'stopGradient',
    summary: 'Leaves values as they are and lets no derivative through.',
    codec: () => noSettings,
    build: (_settings, input) =>
      built({
        output: input,
        program: (A, { x }) => stage(A.stopGradient(x), () => ({ dx: zerosLike(A, x), dparameters: {} })),
      }),
    mirror: () => null,
  }),
)
