import * as Either from 'fp-ts/lib/Either.js'
import { describe, expect, it } from 'vitest'
import type { Dataset } from '../../src/data/index.ts'
import type { Engine } from '../../src/engines/index.ts'
import { engines } from '../../src/index.ts'
import {
  adam,
  autoencoder,
  batchNorm,
  combine,
  dense,
  elaborate,
  gaussian,
  gaussianNoise,
  input,
  kl,
  library,
  mse,
  pipe,
  relu,
  vectorQuantiser,
  weighted,
} from '../../src/index.ts'
import { draw, stream } from '../../src/random/index.ts'
import type { Checkpoint, Checkpointing, Job, Outcome } from '../../src/training/index.ts'
import { stepsPerEpoch, train } from '../../src/training/index.ts'
import { planOf } from '../plans.ts'

const rows = (length: number, seed: number): Dataset => ({
  sizes: [6],
  length,
  values: Float32Array.from(draw(stream(seed), 6 * length, { kind: 'normal' })),
})

const decoder = pipe(input([2]), dense(8), relu, dense(6))

const specs = {
  'dense with noise': autoencoder({
    encoder: pipe(input([6]), gaussianNoise(0.1), dense(8), relu, dense(2)),
    decoder,
    loss: mse,
  }),
  'batch norm': autoencoder({
    encoder: pipe(input([6]), dense(8), batchNorm(), relu, dense(2)),
    decoder,
    loss: mse,
  }),
  variational: autoencoder({
    encoder: pipe(input([6]), dense(8), relu, gaussian(2)),
    decoder,
    loss: combine(mse, weighted(0.1, kl)),
  }),
  'vector quantised': autoencoder({
    encoder: pipe(input([6]), dense(8), relu, dense(2), vectorQuantiser(4, { restart: 0.5 })),
    decoder,
    loss: mse,
  }),
}

const jobFor = (spec: (typeof specs)[keyof typeof specs]): Job => {
  const model = elaborate(library, spec)
  if (Either.isLeft(model)) throw new Error('the spec is wrong')
  const [epochs, batchSize, data] = [4, 16, rows(75, 1)]
  return {
    model: model.right,
    plan: planOf({ optimiser: adam(0.02) }, model.right, epochs * stepsPerEpoch(data.length, batchSize)),
    seed: stream(5),
    train: data,
    validation: rows(20, 2),
    epochs,
    batchSize,
    stopping: { patience: 10 },
  }
}

const run = async (job: Job, engine: Engine, checkpointing: Checkpointing = {}): Promise<Outcome> => {
  const progress = train(job, engine, undefined, checkpointing)
  for (;;) {
    const next = await progress.next()
    if (next.done === true) return next.value
  }
}

describe.each(['native', 'reference'] as const)('training on %s that goes on from a checkpoint', (name) => {
  it.each(Object.entries(specs))('comes to the bits of training that never stopped: %s', async (_, spec) => {
    const [job, engine] = [jobFor(spec), await engines[name]({ threads: 1 })]
    const taken: Array<Checkpoint> = []
    const whole = await run(job, engine, { onCheckpoint: (take) => taken.push(take()) })
    expect(taken.length).toBeGreaterThanOrEqual(job.epochs)
    for (const from of taken.filter((_, i) => i % 5 === 1)) expect(await run(job, engine, { from })).toEqual(whole)
  })
})

describe('a checkpoint', () => {
  it('in the middle of an epoch has the steps that were taken', async () => {
    const [job, engine] = [jobFor(specs.variational), await engines.reference()]
    const taken: Array<Checkpoint> = []
    await run(job, engine, { onCheckpoint: (take) => taken.push(take()) })
    expect(taken.some(({ outcomes }) => outcomes.length > 0 && outcomes.length < 5)).toBe(true)
    for (const { epoch, outcomes, state, history } of taken) {
      expect(state.step).toBe(5 * (epoch - 1) + outcomes.length)
      expect(history).toHaveLength(epoch - 1)
    }
  })

  it('is gone on from for more epochs', async () => {
    const [job, engine] = [jobFor(specs['batch norm']), await engines.reference()]
    let last: Checkpoint | undefined
    await run(job, engine, { onCheckpoint: (take) => (last = take()) })
    if (last === undefined) return expect.fail('no checkpoint was taken')
    const longer = await run({ ...job, epochs: 6 }, engine, { from: last })
    expect(longer.history.map(({ epoch }) => epoch)).toEqual([1, 2, 3, 4, 5, 6])
    expect(longer.history.slice(0, 4)).toEqual((await run(job, engine)).history)
  })
})
