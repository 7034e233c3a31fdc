import { describe, expect, it } from 'vitest'
import type { Engine } from '../../src/engines/index.ts'
import { reference } from '../../src/engines/index.ts'
import { adam, autoencoder, dense, input, mse, pipe } from '../../src/index.ts'
import { memoryFault, train } from '../../src/training/index.ts'
import { ended, jobFor, plain } from '../engines/jobs.ts'

describe('a model that is too large', () => {
  it('is refused before anything is allocated', () => {
    const wide = autoencoder({
      encoder: pipe(input([20_000]), dense(10_000)),
      decoder: pipe(input([10_000]), dense(20_000)),
      loss: mse,
    })
    const data = { sizes: [20_000], length: 0, values: new Float32Array(0) }
    const { model, plan } = jobFor(wide, adam(0.01), { train: data })
    const engine: Engine = {
      name: 'small',
      dtype: 'float32',
      memory: () => 1e9,
      open: () => Promise.reject(new Error('it was opened')),
    }
    const before = process.memoryUsage().arrayBuffers
    const fault = memoryFault(model, plan, 128, engine)
    expect(process.memoryUsage().arrayBuffers - before).toBeLessThan(1e6)
    expect(fault).toMatchObject({ fault: 'too large', expected: 'at most 1.0 GB, which is available to engine small' })
    expect(fault?.found).toMatch(/^about 1\d\.\d GB in addition to the data$/)
    expect(memoryFault(model, plan, 128, { ...engine, memory: () => 1e12 })).toBeUndefined()
    expect(memoryFault(model, plan, 128, { ...engine, memory: () => undefined })).toBeUndefined()
  })
  it('is not begun by training, whose batches are no larger than the data', async () => {
    const job = jobFor(plain, adam(0.01), { batchSize: 1_000_000, epochs: 1 })
    const real = reference()
    const withMemory = (bytes: number): Engine => ({ ...real, memory: () => bytes })
    expect((await ended(train(job, withMemory(1e6)))).ending).toBe('completed')
    const tiny: Engine = { ...withMemory(1e3), open: () => Promise.reject(new Error('it was opened')) }
    await expect(ended(train(job, tiny))).rejects.toThrow(/training with a batch of 50: expected at most 0 MB/)
  })
})
