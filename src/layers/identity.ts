import { constant, noSettings } from './define.ts'
import { built, row } from './layer.ts'
import { identity as program } from './stage.ts'

/**
 * The layer that changes nothing, the identity of composition.
 *
 *     y = x      dx = dy
 */
export const identity = constant(
  row({
    name: 'identity',
    intent: 'Changes nothing.',
    affine: true,
    codec: () => noSettings,
    build: (_settings, input) => built({ output: input, program }),
  }),
)
