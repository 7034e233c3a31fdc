import { number, struct } from '../../codec/index.ts'
import { scale } from '../../tensor/derived.ts'
import * as Named from '../../tensor/named.ts'
import { defineLayer, keepsSizes } from '../core/define.ts'
import { built } from '../core/layer.ts'
import { stage } from '../core/stage.ts'

/**
 * Additive Gaussian noise; in front of an encoder it makes a denoising autoencoder (Vincent et al. 2010,
 * section 3.3), because the target stays clean.
 *
 *     y = x + σ·z      dx = dy      z ~ N(0, 1), at evaluation 0
 */
export const gaussianNoise = defineLayer(
  {
    name: 'gaussianNoise',
    summary: 'Gaussian noise of a given standard deviation, added in training.',
    affine: true,
    codec: () => struct({ deviation: number({ minimum: 0 }) }),
    example: { deviation: 0.1 },
    build: ({ deviation }, input) =>
      built({
        output: input,
        padding: 'keeps',
        noise: { normal: { shape: input, per: 'row', distribution: { kind: 'normal' }, neutral: 0 } },
        program: (A, { x, noise }) =>
          stage(A.add(x, scale(A, Named.get(noise, 'normal'), deviation)), (dy) => ({ dx: dy, dparameters: {} })),
      }),
    mirror: () => null,
  },
  (specify) => (deviation: number) => keepsSizes(specify({ deviation })),
)
