import { constant, noSettings } from '../core/define.ts'
import { built, row } from '../core/layer.ts'
import { identity as program } from '../core/stage.ts'

/**
 * The layer that changes nothing, the identity of composition.
 *
 *     y = x      dx = dy
 */
export const identity = constant(
  row({
    name: 'identity',
    summary: 'Changes nothing.',
    affine: true,
    codec: () => noSettings,
    build: (_settings, input) => built({ output: input, program }),
  }),
)
