import { describe, expect, it } from 'vitest'
import { orThrow } from '../../../src/codec/index.ts'
import { fit } from '../../../src/fitted/index.ts'
import { autoencoder, combine, dense, gaussian, input, kl, mse, pipe, summed } from '../../../src/index.ts'
import { stream } from '../../../src/random/index.ts'
import { trainingCodesOf } from '../../../src/tasks/generate/index.ts'
import { curve } from '../../fitted/rows.ts'

const variational = autoencoder({
  encoder: pipe(input([3]), gaussian(2)),
  decoder: pipe(input([2]), dense(3)),
  loss: combine(summed(mse), kl),
})

describe('the codes of training rows', () => {
  it('are samples of the distribution of each row, of which the encoder gives the mean', async () => {
    const model = await fit(variational, curve(500), { engine: 'reference', epochs: 1 })
    const inference = orThrow(model.inference(curve(500)))
    const { codes, posteriors } = await trainingCodesOf(inference, stream(1))
    if (posteriors === undefined) throw new Error('no posteriors')
    const { means, deviations } = posteriors
    const encoded = await inference.codes()
    means.values.forEach((mean, at) => expect(mean).toBeCloseTo(encoded.data[at] ?? Number.NaN, 6))
    // 1,000 numbers (z − μ)/σ of N(0, 1): the mean of their squares has deviation √(2/1000); seven are passed once in 10¹¹.
    const squares = Float64Array.from(
      codes.values,
      (z, at) => ((z - (means.values[at] ?? 0)) / (deviations.values[at] ?? 0)) ** 2,
    )
    expect(Math.abs(squares.reduce((sum, square) => sum + square, 0) / 1000 - 1)).toBeLessThan(7 * Math.sqrt(2 / 1000))
  })
})
