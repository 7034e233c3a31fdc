import { struct } from '../../codec/index.ts'
import { product } from '../../tensor/shape.ts'
import { distanceScore } from './distanceScore.ts'
import { besides, codePoints, residuals } from './points.ts'
import { defineScore } from './score.ts'

/**
 * The squared Mahalanobis distance of code and residual together, by their joint covariance on the training rows, shrunk
 * (Ledoit and Wolf 2004): also odd is a code that is usual and a residual that is usual, but not with that code.
 */
export const codeAndResidual = defineScore({
  name: 'codeAndResidual',
  summary: 'Mahalanobis distance of code and residual together, by their joint covariance on the training rows.',
  codec: () => struct({}),
  build: (_, { code, target }, { where }) =>
    distanceScore(
      {
        width: product(code) + product(target),
        points: async (rows) => besides(await codePoints(rows), await residuals(rows)),
      },
      where,
    ),
})
