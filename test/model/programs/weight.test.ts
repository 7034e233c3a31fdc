import { describe, expect, it } from 'vitest'
import type { Engine } from '../../../src/engines/index.ts'
import { native, reference } from '../../../src/engines/index.ts'
import type { Rate } from '../../../src/index.ts'
import {
  adam,
  autoencoder,
  combine,
  dense,
  gaussian,
  input,
  kl,
  l1Activity,
  mae,
  mse,
  pipe,
  sgd,
  summed,
  tanh,
  weighted,
} from '../../../src/index.ts'
import { buildRate, schedules } from '../../../src/schedules/index.ts'
import { cosine, warmUp } from '../../../src/schedules/registry.ts'
import { named } from '../../../src/losses/index.ts'
import { train } from '../../../src/training/index.ts'
import { scalar } from '../../../src/tensor/derived.ts'
import * as Named from '../../../src/tensor/named.ts'
import { initialState } from '../../../src/training/index.ts'
import { rowsOf } from '../../../src/training/batches.ts'
import { ended, jobFor, minibatchesOf } from '../../engines/jobs.ts'
import { A } from '../../reference/values.ts'

const [rising, falling] = [warmUp({ to: 0.5, steps: 6 }), cosine({ from: 2, to: 0.25 })]

const spec = autoencoder({
  encoder: pipe(input([4]), dense(6), tanh, dense(2)),
  decoder: pipe(input([2]), dense(4)),
  loss: combine<'code'>(mse, weighted(rising, l1Activity()), weighted(falling, named('far', mae))),
})

const at = (rate: Rate, step: number, total: number): number =>
  A.read(buildRate(schedules, rate)(A, { step: scalar(A, step), total }))[0] ?? Number.NaN

const engines: Readonly<Record<string, () => Promise<Engine>>> = {
  'the reference in float64': async () => reference('float64'),
  'native in float64': () => native({ threads: 1, dtype: 'float64' }),
  'native in float32': () => native({ threads: 1 }),
}

describe.each(Object.entries(engines))('weights that are schedules, on %s', (_, open) => {
  const job = jobFor(spec, sgd(0.05), { epochs: 3 })

  it('follow the step, and the loss is the sum of weight · term at every step', async () => {
    const engine = await open()
    const session = await engine.open(job.model, job.plan)
    const { outcomes } = await session.train(
      initialState(job.model, job.plan, job.seed, engine.dtype),
      rowsOf(job.train),
      [...minibatchesOf(job)],
    )
    expect(outcomes).toHaveLength(12)
    for (const [step, { total, terms, weights }] of outcomes.entries()) {
      expect(Named.get(weights, 'l1Activity')).toBeCloseTo(at(rising, step, 12), 6)
      expect(Named.get(weights, 'far')).toBeCloseTo(at(falling, step, 12), 6)
      expect(Named.names(weights)).toEqual(['l1Activity', 'far'])
      const sum = Object.entries(terms).reduce((all, [name, term]) => all + term * (weights[name] ?? 1), 0)
      expect(total).toBeCloseTo(sum, 5)
    }
  })

  it('are those of the last step where a loss is evaluated, the same in the middle of a run', async () => {
    const session = await (await open()).open(job.model, job.plan)
    const state = initialState(job.model, job.plan, job.seed, 'float64')
    const { total, terms, weights } = await session.evaluate(state, rowsOf(job.train))
    expect(Named.get(weights, 'l1Activity')).toBeCloseTo(at(rising, 11, 12), 6)
    const sum = Object.entries(terms).reduce((all, [name, term]) => all + term * (weights[name] ?? 1), 0)
    expect(total).toBeCloseTo(sum, 5)
    const later = { ...state, step: 3 }
    expect((await session.evaluate(later, rowsOf(job.train))).total).toBe(total)
  })

  it('stand in the history of a run, in the mean over an epoch', async () => {
    const { history } = await ended(train(job, await open()))
    const first = [0, 1, 2, 3].reduce((sum, step) => sum + at(rising, step, 12) / 4, 0)
    expect(history[0]?.weights['l1Activity']).toBeCloseTo(first, 6)
    expect(history[2]?.weights['l1Activity']).toBeCloseTo(0.5, 6)
  })

  it('a gradient is that of its step', async () => {
    const engine = await open()
    const session = await engine.open(job.model, job.plan)
    const state = initialState(job.model, job.plan, job.seed, engine.dtype)
    const [batch] = minibatchesOf(job)
    if (batch === undefined) return expect.fail('no minibatch')
    const one = await session.valueAndGradient(state, rowsOf(job.train), batch, 4)
    const moved = await session.train({ ...state, step: 4 }, rowsOf(job.train), [batch])
    for (const [name, { data }] of Object.entries(one.gradients)) {
      const [before, after] = [Named.get(state.parameters, name).data, Named.get(moved.state.parameters, name).data]
      for (const [i, slope] of data.entries()) expect(after[i]).toBeCloseTo((before[i] ?? 0) - 0.05 * slope, 6)
    }
    expect(one.total).toBeCloseTo(moved.outcomes[0]?.total ?? Number.NaN, 6)
  })
})

describe('a divergence that is annealed', () => {
  const [steps, capacity] = [8, 0.25]
  const annealed = autoencoder({
    encoder: pipe(input([4]), dense(6), tanh, gaussian(2)),
    decoder: pipe(input([2]), dense(6), tanh, dense(4)),
    loss: combine(
      summed(mse),
      weighted(warmUp({ to: 0.5, steps }), kl),
      weighted(warmUp({ to: 2, steps }), named('near', kl({ capacity }))),
    ),
  })
  const job = jobFor(annealed, adam(0.02), { epochs: 3 })
  const trained = async (engine: Engine) => {
    const session = await engine.open(job.model, job.plan)
    const start = initialState(job.model, job.plan, job.seed, engine.dtype)
    return session.train(start, rowsOf(job.train), minibatchesOf(job))
  }

  it.each([
    ['float64', 1e-10],
    ['float32', 1e-4],
  ] as const)('has the losses of the reference on native in %s, step by step', async (dtype, bound) => {
    const expected = await trained(reference('float64'))
    const found = await trained(await native({ threads: 1, dtype }))
    expect(found.outcomes).toHaveLength(expected.outcomes.length)
    for (const [step, { total, terms, weights }] of found.outcomes.entries()) {
      const [one, share] = [expected.outcomes[step], Math.min(1, step / steps)]
      const [misfit, divergence] = [Named.get(terms, 'mse'), Named.get(terms, 'kl')]
      expect(Math.abs(total - (one?.total ?? Number.NaN)), `step ${step}`).toBeLessThan(bound)
      expect(Math.abs(divergence - (one?.terms['kl'] ?? Number.NaN)), `step ${step}`).toBeLessThan(bound)
      expect(Named.get(weights, 'kl')).toBeCloseTo(0.5 * share, 6)
      const sum = misfit + share * (0.5 * divergence + 2 * Math.abs(divergence - capacity))
      expect(Math.abs(total - sum), `step ${step}`).toBeLessThan(bound)
    }
    for (const [name, { data }] of Object.entries(expected.state.parameters))
      for (const [i, value] of data.entries())
        expect(Math.abs((found.state.parameters[name]?.data[i] ?? Number.NaN) - value), name).toBeLessThan(bound)
  })
})
