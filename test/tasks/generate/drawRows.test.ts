import { describe, expect, it } from 'vitest'
import { orThrow } from '../../../src/codec/index.ts'
import { fit } from '../../../src/fitted/index.ts'
import { autoencoder, dense, gaussianLikelihood, input, pipe, reshape } from '../../../src/index.ts'
import { stream } from '../../../src/random/index.ts'
import { rowsFromCodes } from '../../../src/tasks/generate/index.ts'
import { curve } from '../../fitted/rows.ts'

const likely = autoencoder({
  encoder: pipe(input([3]), dense(1)),
  decoder: pipe(input([1]), dense(6), reshape([3, 2])),
  loss: gaussianLikelihood,
})

describe('rows of codes', () => {
  it('are the mean of the likelihood, or draws about it with its deviations', async () => {
    const model = await fit(likely, curve(40), { engine: 'reference', epochs: 1 })
    const decoder = orThrow(model.inference(curve(1)))
    const n = 2500
    const codes = { sizes: [1], length: n, values: new Float32Array(n).fill(0.5) }
    const mean = await rowsFromCodes(decoder, codes, 'mean', stream(1))
    const drawn = await rowsFromCodes(decoder, codes, 'likelihood', stream(1))
    const { data: output } = await decoder.decoderOutput(codes)
    for (let j = 0; j < 3; j++) {
      const deviation = Math.exp((output[2 * j + 1] ?? 0) / 2)
      let [sum, squares] = [0, 0]
      for (let row = 0; row < n; row++) {
        const z = ((drawn.data[3 * row + j] ?? 0) - (mean.data[3 * row + j] ?? 0)) / deviation
        sum += z / n
        squares += (z * z) / n
      }
      // Means of n numbers of deviation 1 and √2: seven deviations are passed once in 10¹¹.
      expect(Math.abs(sum)).toBeLessThan(7 / Math.sqrt(n))
      expect(Math.abs(squares - 1)).toBeLessThan(7 * Math.sqrt(2 / n))
    }
    const few = await rowsFromCodes(
      decoder,
      { ...codes, length: 2, values: codes.values.subarray(0, 2) },
      'likelihood',
      stream(1),
    )
    expect(few.data).toEqual(drawn.data.slice(0, 6))
  })
})
