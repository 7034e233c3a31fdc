import { expect, it } from 'vitest'
import { inferenceBatchSize, evaluationBatchSize } from '../../src/engines/batchSizes.ts'
import {
  adam,
  autoencoder,
  bce,
  conv2d,
  dense,
  gaussian,
  importanceWeighted,
  input,
  mse,
  pipe,
  sigmoid,
} from '../../src/index.ts'
import { reference } from '../../src/engines/index.ts'
import type { Engine, Session } from '../../src/engines/index.ts'
import { infer, initialState } from '../../src/training/index.ts'
import { jobFor } from './jobs.ts'

/** Images of 256 × 256 through 64 channels: 17 MB a row for every result. */
const large = () => {
  const encoder = pipe(input([1, 256, 256]), conv2d(64))
  const decoder = pipe(input([64, 256, 256]), conv2d(1))
  const train = { sizes: [1, 256, 256], length: 0, values: new Float32Array(0) }
  return jobFor(autoencoder({ encoder, decoder, loss: mse }), adam(0.01), { train })
}

it('rows that take little memory are evaluated a thousand at a time', () => {
  const encoder = pipe(input([784]), dense(512), dense(32))
  const { model } = jobFor(
    autoencoder({ encoder, decoder: pipe(input([32]), dense(784), sigmoid), loss: bce }),
    adam(0.01),
  )
  expect([inferenceBatchSize(model), evaluationBatchSize(model)]).toEqual([1000, 1000])
})

it('large rows are evaluated in as many as a gigabyte holds, one at least', () => {
  const { model } = large()
  const row = 4 * 64 * 256 * 256
  expect(inferenceBatchSize(model) * row).toBeLessThanOrEqual(2 ** 30)
  expect(inferenceBatchSize(model) * row).toBeGreaterThan(2 ** 27)
  expect(evaluationBatchSize(model)).toBe(inferenceBatchSize(model))
})

it('many codes for each row make fewer rows of an evaluation, not of answers', () => {
  const { model } = jobFor(
    autoencoder({
      encoder: pipe(input([4]), gaussian(2)),
      decoder: pipe(input([2]), dense(4)),
      loss: importanceWeighted(50, 'mse'),
    }),
    adam(0.01),
  )
  expect([inferenceBatchSize(model), evaluationBatchSize(model)]).toEqual([1000, 20])
})

it('a data set is asked for in parts of that size, and comes back whole', async () => {
  const job = jobFor(
    autoencoder({ encoder: pipe(input([4]), dense(2)), decoder: pipe(input([2]), dense(4)), loss: mse }),
    adam(0.01),
  )
  const engine: Engine = reference()
  const session = await engine.open(job.model, job.plan)
  const sizes: Array<number> = []
  const small: Session = {
    ...session,
    inferenceBatchSize: 7,
    infer: (method, weights, rows) => {
      sizes.push(rows.x.shape[0] ?? 0)
      return session.infer(method, weights, rows)
    },
  }
  const state = initialState(job.model, job.plan, job.seed, 'float32')
  expect(await infer(small, 'reconstruct', state, job.train)).toEqual(
    await infer(session, 'reconstruct', state, job.train),
  )
  expect(sizes).toEqual([7, 7, 7, 7, 7, 7, 7, 1])
})
