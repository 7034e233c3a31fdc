import { struct } from '../../codec/index.ts'
import { product } from '../../tensor/shape.ts'
import { distanceScore } from './distanceScore.ts'
import { residuals } from './points.ts'
import { defineScore } from './score.ts'

/**
 * The squared Mahalanobis distance of the residual r = output − target from its mean over the training rows:
 *
 *     zᵀ·R⁻¹·z      z = (r − mean) / s      R the correlation of z over the training rows, shrunk (Ledoit and Wolf 2004)
 *
 * so that an error that often comes with another counts once, and one against the pattern counts most. Invariant to the
 * units of the columns of the target, up to the 1 % that is added to each s. The contributions zⱼ·(R⁻¹·z)ⱼ add up to
 * the score.
 */
export const residualCovariance = defineScore({
  name: 'residualCovariance',
  summary: 'Mahalanobis distance of the residual: by its full, shrunk covariance on the training rows.',
  codec: () => struct({}),
  build: (_, { target }, { where }) =>
    distanceScore({ width: product(target), points: residuals, isTarget: true }, where),
})
