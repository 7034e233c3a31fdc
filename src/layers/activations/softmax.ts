import { like, softmax as softmaxOf } from '../../tensor/derived.ts'
import { defineWithoutSettings, noSettings } from '../core/define.ts'
import { built, wrongSizes } from '../core/layer.ts'
import { stage } from '../core/stage.ts'

/**
 * Probabilities along the last axis.
 *
 *     y = exp x / Σ exp x      dx = y · (dy − Σ dy·y)      sums over the last axis, all [N, …, k]
 */
export const softmax = defineWithoutSettings({
  name: 'softmax',
  summary: 'Softmax over the last axis: positive entries that sum to 1.',
  codec: () => noSettings,
  build: (_settings, input, context) => {
    if (input.length === 0) return wrongSizes(context, 'at least one axis', input)
    return built({
      output: input,
      padding: 'keeps',
      program: (A, { x }) => {
        const axes = [A.shape(x).length - 1]
        const y = softmaxOf(A, x, axes)
        return stage(y, (dy) => {
          const shared = A.sum(A.mul(dy, y), axes)
          return { dx: A.mul(y, A.sub(dy, like(A, shared, dy))), dparameters: {} }
        })
      },
    })
  },
})
