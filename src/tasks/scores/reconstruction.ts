import * as Either from 'fp-ts/lib/Either.js'
import { struct } from '../../codec/index.ts'
import { defineScore, withoutState } from './score.ts'

/** The reconstruction loss: the sum of the reconstruction terms of the loss for each row, without noise. */
export const reconstruction = defineScore({
  name: 'reconstruction',
  summary: 'Reconstruction error: the loss of the row.',
  codec: () => struct({}),
  build: () => Either.right(withoutState({ score: async ({ losses }) => Float64Array.from((await losses()).data) })),
})
