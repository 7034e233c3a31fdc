import { struct } from '../../codec/index.ts'
import { product } from '../../tensor/shape.ts'
import { distanceScore } from './distanceScore.ts'
import { codePoints } from './points.ts'
import { defineScore } from './score.ts'

/**
 * The squared Mahalanobis distance of the code from its mean over the training rows, by its covariance there, shrunk
 * (Ledoit and Wolf 2004). Invariant to shifts of the code, and to the scale of its entries.
 */
export const mahalanobis = defineScore({
  name: 'mahalanobis',
  summary: 'Mahalanobis distance of the code from its mean, by its covariance on the training rows.',
  codec: () => struct({}),
  build: (_, { code }, { where }) => distanceScore({ width: product(code), points: codePoints }, where),
})
