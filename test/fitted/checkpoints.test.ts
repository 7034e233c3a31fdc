import { describe, expect, it } from 'vitest'
import type { FitOptions } from '../../src/index.ts'
import { adam, autoencoder, dense, experiment, fit, gaussianNoise, input, mse, pipe, tanh } from '../../src/index.ts'
import { csv } from '../../src/index.ts'

const rows = Array.from({ length: 90 }, (_, i) => [Math.sin(i), Math.cos(i), Math.sin(2 * i)])

const specWith = (units: number, epochs = 4) =>
  experiment({
    model: autoencoder({
      encoder: pipe(input([3]), gaussianNoise(0.1), dense(units), tanh, dense(1)),
      decoder: pipe(input([1]), dense(units), tanh, dense(3)),
      loss: mse,
    }),
    data: csv('unused.csv'),
    optimiser: adam(0.01),
    split: { validation: 0.2 },
    stopping: { patience: 3 },
    epochs,
    batchSize: 16,
  })

/** The bytes of the weights of a fitted model, without what made it. */
const fitted = async (options: FitOptions, spec = specWith(5), given = rows) => {
  const { trained, history } = await fit(spec, given, { engine: 'reference', ...options })
  return { weights: trained.weights, scores: trained.scores, history }
}

const checkpoints = async (): Promise<ReadonlyArray<Uint8Array>> => {
  const taken: Array<Uint8Array> = []
  await fitted({ onCheckpoint: (bytes) => taken.push(bytes), checkpointEvery: 0 })
  return taken
}

describe('fit', () => {
  it('goes on from the bytes of a checkpoint to the model of training that never stopped', async () => {
    const [whole, taken] = [await fitted({}), await checkpoints()]
    expect(taken.length).toBeGreaterThan(4)
    for (const resume of [taken[0], taken[2], taken.at(-1)]) {
      if (resume === undefined) return expect.fail('no checkpoint')
      expect(await fitted({ resume })).toEqual(whole)
    }
  })

  it('goes on for more epochs', async () => {
    const [last] = (await checkpoints()).slice(-1)
    if (last === undefined) return expect.fail('no checkpoint')
    const { history } = await fitted({ resume: last }, specWith(5, 6))
    expect(history.map(({ epoch }) => epoch)).toEqual([1, 2, 3, 4, 5, 6])
  })

  it('refuses a checkpoint of something else, and one that is broken', async () => {
    const [resume = new Uint8Array(0)] = await checkpoints()
    await expect(fitted({ resume }, specWith(6))).rejects.toThrow(
      'the checkpoint: expected a checkpoint of this spec (its number of epochs may differ), found one of another spec',
    )
    await expect(fitted({ resume }, specWith(5), rows.slice(1))).rejects.toThrow(
      /training rows, 71 rows \(.*\), found 72/,
    )
    await expect(fitted({ resume, engine: 'native' })).rejects.toThrow('expected a checkpoint of this engine, native')
    await expect(fitted({ resume: resume.subarray(0, 1000) })).rejects.toThrow('expected a safetensors file')
    const flipped = Uint8Array.from(resume)
    flipped[flipped.length - 20] = (flipped.at(-20) ?? 0) ^ 4
    await expect(fitted({ resume: flipped })).rejects.toThrow(
      'expected numbers as they were written, found other numbers',
    )
    await expect(fitted({ resume: new Uint8Array(3) })).rejects.toThrow('found 3 bytes')
  })
})
