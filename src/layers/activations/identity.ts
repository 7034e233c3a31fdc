import { defineWithoutSettings, noSettings } from '../core/define.ts'
import { built } from '../core/layer.ts'
import { identity as program } from '../core/stage.ts'

/**
 * The layer that changes nothing, the identity of composition.
 *
 *     y = x      dx = dy
 */
export const identity = defineWithoutSettings({
  name: 'identity',
  summary: 'Identity: the output is the input.',
  affine: true,
  codec: () => noSettings,
  build: (_settings, input) => built({ output: input, program }),
})
