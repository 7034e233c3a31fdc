import { describe, expect, it } from 'vitest'
import { fit } from '../../src/fitted/index.ts'
import type { Split } from '../../src/index.ts'
import { adam, autoencoder, csv, dense, experiment, input, mse, pipe } from '../../src/index.ts'
import { draw, stream } from '../../src/random/index.ts'

const values = draw(stream(4), 300, { kind: 'normal' })
const rows = Array.from({ length: 100 }, (_, row) => Array.from(values.subarray(3 * row, 3 * row + 3)))

const scoredOf = async (split: Split, stopping?: { readonly patience: number }) => {
  const spec = experiment({
    model: autoencoder({ encoder: pipe(input([3]), dense(1)), decoder: pipe(input([1]), dense(3)), loss: mse }),
    data: csv('rows.csv'),
    split,
    optimiser: adam(0.01),
    epochs: 2,
    batchSize: 32,
    ...(stopping === undefined ? {} : { stopping }),
  })
  const { provenance, trained } = await fit(spec, rows, { engine: 'reference' })
  return [provenance.scores, trained.scores.length]
}

describe('the scores that a model keeps', () => {
  it('are of calibration rows, else of validation rows that chose no epoch, else of training rows', async () => {
    const stopping = { patience: 5 }
    expect(await scoredOf({ validation: 0.2, calibration: 0.3 }, stopping)).toEqual(['calibration', 30])
    expect(await scoredOf({ validation: 0.2 })).toEqual(['validation', 20])
    expect(await scoredOf({ validation: 0.2, test: 0.1 }, stopping)).toEqual(['training', 70])
    expect(await scoredOf({})).toEqual(['training', 100])
  })

  it('cannot be of more rows than there are', async () => {
    await expect(scoredOf({ validation: 0.5, calibration: 0.5 })).rejects.toThrow(/shares that leave rows to train on/)
    await expect(scoredOf({ calibration: 0.001 })).rejects.toThrow(/calibration rows: expected at least one row/)
  })
})
