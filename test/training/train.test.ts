import * as Either from 'fp-ts/lib/Either.js'
import { describe, expect, it } from 'vitest'
import {
  adam,
  autoencoder,
  dense,
  dropout,
  elaborate,
  gaussianNoise,
  input,
  library,
  maskingNoise,
  mse,
  pipe,
  sgd,
  tanh,
} from '../../src/index.ts'
import { reference } from '../../src/engines/index.ts'
import { stream } from '../../src/random/index.ts'
import { stepsPerEpoch, train } from '../../src/training/index.ts'
import type { Autoencoder, Engine, Job, Optimiser, Outcome, Progress } from '../../src/index.ts'
import type { Dataset } from '../../src/data/index.ts'
import { draw, path } from '../../src/random/index.ts'
import { batches } from '../../src/training/batches.ts'
import { initialState } from '../../src/training/index.ts'
import { planOf } from '../plans.ts'

const rows = (length: number, seed = 1): Dataset => {
  const z = draw(stream(seed), length * 2, { kind: 'normal' })
  const values = Float32Array.from({ length: length * 4 }, (_, i) => {
    const [a, b] = [z[2 * Math.floor(i / 4)] ?? 0, z[2 * Math.floor(i / 4) + 1] ?? 0]
    return [a, b, (a + b) / 2, (a - b) / 2][i % 4] ?? 0
  })
  return { sizes: [4], length, values }
}

const noisy = autoencoder({
  encoder: pipe(input([4]), maskingNoise(0.25), dense(6), tanh, dropout(0.1), dense(2)),
  decoder: pipe(input([2]), dense(4)),
  loss: mse,
})

const jobFor = (spec: Autoencoder, optimiser: Optimiser, parts: Partial<Job> = {}): Job => {
  const model = elaborate(library, spec)
  if (Either.isLeft(model)) throw new Error('it does not build')
  const { train: data = rows(50), epochs = 4, batchSize = 16 } = parts
  const total = epochs * stepsPerEpoch(data.length, batchSize)
  return {
    model: model.right,
    plan: planOf({ optimiser }, model.right, total),
    seed: stream(7),
    validation: rows(20, 2),
    ...parts,
    train: data,
    epochs,
    batchSize,
  }
}

const run = async (
  job: Job,
  signal?: AbortSignal,
  seen: (progress: Progress) => void = () => undefined,
  engine: Engine = reference('float64'),
): Promise<Outcome> => {
  const progress = train(job, engine, signal)
  for (;;) {
    const next = await progress.next()
    if (next.done === true) return next.value
    seen(next.value)
  }
}

const weights = ({ state }: Outcome): ReadonlyArray<number> =>
  Object.values(state.parameters).flatMap(({ data }) => [...data])

describe('training', () => {
  it('is the same to the bit for the same seed, and another for another', async () => {
    const job = jobFor(noisy, adam(0.01))
    const [a, b, c] = [await run(job), await run(job), await run({ ...job, seed: stream(8) })]
    expect(weights(a)).toEqual(weights(b))
    expect(weights(a)).not.toEqual(weights(c))
  })

  it('lowers the loss, tells how far it is and every epoch', async () => {
    const seen: Array<Progress> = []
    const { history, ending, epoch } = await run(jobFor(noisy, adam(0.02), { epochs: 30 }), undefined, (one) =>
      seen.push(one),
    )
    expect([ending, epoch, history.length]).toEqual(['completed', 30, 30])
    expect(seen.findLast(({ kind }) => kind === 'step')).toMatchObject({ epoch: 30, step: 30 * 4 })
    expect(seen.filter(({ kind }) => kind === 'epoch')).toHaveLength(30)
    expect(history.at(-1)?.validation).toBeLessThan(0.5 * (history[0]?.validation ?? 0))
  })

  it('every row is in one minibatch of an epoch, the last may be short, and epochs differ', () => {
    const data = rows(50)
    const { model, seed } = jobFor(noisy, sgd(0.1))
    const firsts = (epoch: number) =>
      [...batches(model, seed, data, { epoch, batchSize: 16, firstStep: 0 })].map(
        ({ rows: chosen }) => [chosen.length, [...chosen]] as const,
      )
    expect(firsts(1).map(([length]) => length)).toEqual([16, 16, 16, 2])
    const all = firsts(1).flatMap(([, values]) => values)
    const sorted = (values: ReadonlyArray<number>) => values.toSorted((a, b) => a - b)
    expect(sorted(all)).toEqual(Array.from({ length: 50 }, (_, i) => i))
    expect(firsts(2)).not.toEqual(firsts(1))
  })

  it('the noise of a row does not depend on the batch it is in', () => {
    const data = rows(24)
    const { model, seed } = jobFor(noisy, sgd(0.1))
    const noiseOf = (batchSize: number): ReadonlyMap<string, string> =>
      new Map(
        [...batches(model, seed, data, { epoch: 3, batchSize, firstStep: 0 })].flatMap(({ rows: chosen, noise }) => {
          const mask = noise['encoder.0.mask']
          return Array.from(chosen, (row, i) => [String(row), String(mask?.data.slice(4 * i, 4 * i + 4))] as const)
        }),
      )
    expect(noiseOf(24)).toEqual(new Map([...noiseOf(5)].toSorted(() => 0)))
    expect([...noiseOf(24)].every(([row, mask]) => noiseOf(7).get(row) === mask)).toBe(true)
  })

  it('stops early and keeps the best epoch', async () => {
    const job = jobFor(noisy, adam(0.05), { epochs: 200, stopping: { patience: 3, minDelta: 1e-3 } })
    const { ending, history, epoch } = await run(job)
    expect(ending).toBe('stopped early')
    const best = history.reduce((a, b) => ((b.validation ?? 0) < (a.validation ?? 0) - 1e-3 ? b : a))
    expect(history.length).toBe(best.epoch + 3)
    expect(epoch).toBe(best.epoch)
    const until = await run({ ...job, epochs: best.epoch, plan: job.plan })
    const { state } = await run(job)
    expect(weights({ ...until, state })).toEqual(weights(until))
    expect((await run({ ...job, stopping: { patience: 3, minDelta: 1e-3, restoreBest: false } })).epoch).toBe(
      history.length,
    )
  })

  it('ends at once when it is aborted, with the weights so far', async () => {
    const controller = new AbortController()
    const reached: Array<number> = []
    const outcome = await run(jobFor(noisy, adam(0.01), { epochs: 1000 }), controller.signal, (progress) => {
      if (progress.kind !== 'step') return
      reached.push(progress.step)
      if (progress.step >= 6) controller.abort()
    })
    expect(outcome).toMatchObject({ ending: 'interrupted', epoch: outcome.history.length })
    expect(outcome.state.step).toBe(reached.at(-1))
    expect(reached.slice(0, -1).every((step) => step < 6)).toBe(true)
  })

  it('is stopped in the middle of a validation too', async () => {
    const stop = new AbortController()
    const real = reference('float64')
    let parts = 0
    const open: Engine['open'] = async (model, plan) => {
      const session = await real.open(model, plan)
      return {
        ...session,
        evaluationBatchSize: 4,
        evaluate: (weights, data) => {
          if (++parts === 2) stop.abort()
          return session.evaluate(weights, data)
        },
      }
    }
    const job = jobFor(noisy, adam(0.01))
    const { ending, history, state } = await run(job, stop.signal, undefined, { ...real, open })
    expect([ending, history, state.step, parts]).toEqual(['interrupted', [], 4, 2])
  })

  it('stops where the loss is no longer finite, names the place and keeps finite weights', async () => {
    const outcome = await run(jobFor(noisy, sgd(1e200), { epochs: 50 }))
    expect(outcome.ending).toBe('not finite')
    expect(outcome.fault?.where).toMatch(/^step \d+ of epoch \d+$/)
    expect(outcome.fault?.found).toMatch(
      /(encoder|decoder)\.\d+\.(weight|bias), layer (encoder|decoder)\.layers\[\d+\]/,
    )
    expect(weights(outcome).every(Number.isFinite)).toBe(true)
  })
})

describe('initial weights', () => {
  const initial = (
    initialiser: 'glorotUniform' | 'glorotNormal' | 'heUniform' | 'heNormal' | 'orthogonal' | 'zeros',
  ) => {
    const spec = autoencoder({
      encoder: pipe(input([60]), dense(40, { initialiser })),
      decoder: pipe(input([40]), dense(60)),
      loss: mse,
    })
    const { model, plan, seed } = jobFor(spec, sgd(0.1))
    return initialState(model, plan, seed, 'float64').parameters['encoder.0.weight']?.data ?? new Float64Array(0)
  }

  for (const [name, variance] of [
    ['glorotUniform', 2 / 100],
    ['glorotNormal', 2 / 100],
    ['heUniform', 2 / 60],
    ['heNormal', 2 / 60],
  ] as const)
    it(`${name} has mean 0 and the variance of its paper`, () => {
      const values = Array.from(initial(name))
      const mean = values.reduce((a, b) => a + b, 0) / values.length
      const found = values.reduce((a, b) => a + b * b, 0) / values.length
      expect(Math.abs(mean)).toBeLessThan(6 * Math.sqrt(variance / 2400))
      expect(Math.abs(found / variance - 1)).toBeLessThan(6 * Math.sqrt(2 / 2400))
    })

  it('orthogonal has orthonormal columns', () => {
    const values = initial('orthogonal')
    for (const [a, b] of [
      [0, 0],
      [5, 5],
      [0, 1],
      [3, 39],
    ] as const) {
      let sum = 0
      for (let i = 0; i < 60; i++) sum += (values[i * 40 + a] ?? 0) * (values[i * 40 + b] ?? 0)
      expect(Math.abs(sum - (a === b ? 1 : 0))).toBeLessThan(1e-12)
    }
  })

  it('zeros are zeros', () => expect(initial('zeros').every((value) => value === 0)).toBe(true))

  it('of a parameter do not change when noise is drawn elsewhere', () => {
    const plain = autoencoder({
      encoder: pipe(input([4]), dense(3), tanh),
      decoder: pipe(input([3]), dense(4)),
      loss: mse,
    })
    const wider = autoencoder({
      encoder: pipe(input([4]), dense(3), tanh, gaussianNoise(0.1)),
      decoder: pipe(input([3]), dense(4), tanh, dense(4)),
      loss: mse,
    })
    const of = (spec: Autoencoder) => {
      const { model, plan, seed } = jobFor(spec, sgd(0.1))
      return initialState(model, plan, seed, 'float64').parameters['encoder.0.weight']
    }
    expect(of(plain)).toEqual(of(wider))
    expect(of(plain)?.data[0]).not.toBe(draw(path(stream(7), 'weights', 'decoder.0.weight'), 1, { kind: 'normal' })[0])
  })
})
