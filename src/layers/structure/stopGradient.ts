import { zerosLike } from '../../tensor/derived.ts'
import { defineWithoutSettings, noSettings } from '../core/define.ts'
import { built } from '../core/layer.ts'
import { stage } from '../core/stage.ts'

/**
 * The identity without a gradient: the layers before it are not trained through it.
 *
 *     y = x      dx = 0
 */
export const stopGradient = defineWithoutSettings({
  name: 'stopGradient',
  summary: 'Stop gradient: the identity, with a gradient of 0.',
  codec: () => noSettings,
  build: (_settings, input) =>
    built({
      output: input,
      padding: 'keeps',
      program: (A, { x }) => stage(A.stopGradient(x), () => ({ dx: zerosLike(A, x), dparameters: {} })),
    }),
  mirror: () => null,
})
