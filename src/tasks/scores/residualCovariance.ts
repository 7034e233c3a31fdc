import { struct } from '../../codec/index.ts'
import { product } from '../../tensor/shape.ts'
import { distanceScore } from './distanceScore.ts'
import { residuals } from './points.ts'
import { defineScore } from './score.ts'

/**
 * The squared Mahalanobis distance of the residual r = output − target from its mean over the training rows:
 *
 *     zᵀ·Σ⁻¹·z      z = (r − mean) / s      Σ the covariance of z over the training rows, shrunk (Ledoit and Wolf 2004)
 *
 * with one s, the root of the mean variance, so that an error that often comes with another counts once, and one against the
 * pattern counts most. Invariant to rotations of the target and to one factor for all of its columns. The contributions
 * zⱼ·(Σ⁻¹·z)ⱼ add up to the score; that of a column which makes the row less odd is negative.
 */
export const residualCovariance = defineScore({
  name: 'residualCovariance',
  summary: 'Mahalanobis distance of the residual: by its full, shrunk covariance on the training rows.',
  codec: () => struct({}),
  build: (_, { target }, { where }) =>
    distanceScore({ width: product(target), points: residuals, areResiduals: true }, where),
})
