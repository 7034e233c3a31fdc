import { defineWithoutSettings, noSettings } from '../core/define.ts'
import { built } from '../core/layer.ts'
import { identity as program } from '../core/stage.ts'

/**
 * The identity: a layer that changes nothing.
 *
 *     y = x      dx = dy
 */
export const identity = defineWithoutSettings({
  name: 'identity',
  summary: 'Identity: the output is the input.',
  affine: true,
  codec: () => noSettings,
  build: (_settings, input) => built({ output: input, padding: 'keeps', program }),
})
