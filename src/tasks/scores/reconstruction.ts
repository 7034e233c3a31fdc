import * as Either from 'fp-ts/lib/Either.js'
import { struct } from '../../codec/index.ts'
import { residuals } from './points.ts'
import { defineScore, withoutState } from './score.ts'

/**
 * The reconstruction loss: the reconstruction terms of the loss for each row. The contributions of the entries are their
 * squared errors.
 */
export const reconstruction = defineScore({
  name: 'reconstruction',
  summary: 'Reconstruction error: the loss of the row.',
  codec: () => struct({}),
  build: () =>
    Either.right(
      withoutState({
        score: async ({ losses }) => Float64Array.from((await losses()).data),
        contributions: async (rows) => Float64Array.from((await residuals(rows)).values, (error) => error * error),
      }),
    ),
})
