import { describe, expect, it } from 'vitest'
import { compiled } from '../../src/engines/onnxruntime/compiled.ts'
import type { Engine, Minibatch, State } from '../../src/engines/index.ts'
import { native, reference } from '../../src/engines/index.ts'
import { nativeRuntime } from '../../src/engines/onnxruntime/native.ts'
import type { LoadOptions, Runtime } from '../../src/engines/onnxruntime/runtime.ts'
import type { Job } from '../../src/index.ts'
import {
  adam,
  autoencoder,
  chain,
  clipByGlobalNorm,
  dense,
  input,
  momentum,
  mse,
  oneCycle,
  pipe,
  sgd,
} from '../../src/index.ts'
import { train } from '../../src/training/index.ts'
import { rowsOf } from '../../src/training/batches.ts'
import { bits, compiledEngines, ended, jobFor, minibatchesOf, noisy, plain, rows, startOf } from './jobs.ts'

/** The state after all minibatches of a job, so many at a time. */
const stateAfter = async (engine: Engine, job: Job, size = Number.POSITIVE_INFINITY): Promise<State> => {
  const session = await engine.open(job.model, job.plan)
  const all = minibatchesOf(job)
  let state = startOf(job, engine)
  for (let start = 0; start < all.length; start += size)
    state = (await session.train(state, rowsOf(job.train), all.slice(start, start + size))).state
  return state
}

describe.each(Object.entries(compiledEngines))('training on engine %s', (_, open) => {
  const job = jobFor(noisy, adam(0.01), { epochs: 5 })

  it('twice with one seed gives the same weights to the bit', async () => {
    const [first, second] = [await ended(train(job, await open())), await ended(train(job, await open()))]
    expect(bits(first.state)).toEqual(bits(second.state))
    expect(first.history).toEqual(second.history)
    expect(first.ending).toBe('completed')
  })

  it('gives the same weights to the bit, however many steps are taken at a time', async () => {
    const whole = bits(await stateAfter(await open(), job))
    expect(whole.find(([name]) => name === 'step')).toEqual(['step', [20]])
    for (const size of [1, 3, 7]) expect(bits(await stateAfter(await open(), job, size))).toEqual(whole)
  })

  it('obeys a stop, with the weights so far', async () => {
    const stop = new AbortController()
    const long = jobFor(noisy, adam(0.01), { epochs: 100_000 })
    const outcome = await ended(train(long, await open(), stop.signal), () => stop.abort())
    expect(outcome.ending).toBe('interrupted')
    expect(outcome.state.step).toBeGreaterThan(0)
    expect(outcome.state.step).toBeLessThan(long.plan.total)
  })
})

describe('a rate that follows a schedule', () => {
  it('gives the same weights to the bit, however many steps are taken at a time', async () => {
    const job = jobFor(noisy, adam(oneCycle({ peak: 0.002 })), { epochs: 8, batchSize: 10 })
    const engine = await native({ threads: 1 })
    const whole = bits(await stateAfter(engine, job))
    for (const size of [1, 7]) expect(bits(await stateAfter(engine, job, size))).toEqual(whole)
  })
})

describe('an engine that stops between steps', () => {
  it('ends a long call after the step under way, with the state after as many steps as it tells of', async () => {
    const job = jobFor(noisy, adam(0.01), { epochs: 5_000 })
    const engine = await native({ threads: 1 })
    const session = await engine.open(job.model, job.plan)
    const [all, data, first] = [minibatchesOf(job), rowsOf(job.train), startOf(job, engine)]
    await session.train(first, data, all.slice(0, 1))
    const stop = new AbortController()
    setTimeout(() => stop.abort(), 20)
    const { state, outcomes, finite } = await session.train(first, data, all, stop.signal)
    expect([session.stopsBetweenSteps, finite, state.step]).toEqual([true, true, outcomes.length])
    expect(outcomes.length).toBeGreaterThan(0)
    expect(outcomes.length).toBeLessThan(all.length)
    const again = await session.train(first, data, all.slice(0, outcomes.length))
    expect(bits(again.state)).toEqual(bits(state))
    expect(again.outcomes).toEqual(outcomes)
  })
})

describe('the last minibatch of an epoch, if it is short', () => {
  it('counts its rows and no other', async () => {
    const data = rows(7)
    const job = jobFor(plain, sgd(0.1), { train: data, batchSize: 3, epochs: 1 })
    const engine = await native({ threads: 1 })
    const session = await engine.open(job.model, job.plan)
    const all = minibatchesOf(job)
    expect(all.map(({ rows: chosen }) => chosen.length)).toEqual([3, 3, 1])
    const { state, outcomes } = await session.train(startOf(job, engine), rowsOf(data), all)
    const before = await session.train(startOf(job, engine), rowsOf(data), all.slice(0, 2))
    const row = all[2]?.rows[0] ?? -1
    const alone = { shape: [1, 4], data: data.values.slice(4 * row, 4 * row + 4) }
    expect(outcomes).toHaveLength(3)
    expect(state.step).toBe(3)
    expect(outcomes[2]?.total).toBeCloseTo((await session.evaluate(before.state, { x: alone })).total, 6)
    expect(bits(state)).not.toEqual(bits(before.state))
  })

  it('has a graph that keeps no memory between its runs, unlike that of the others', async () => {
    const loadings: Array<LoadOptions> = []
    const runtime = await nativeRuntime({ threads: 1 })
    const load: Runtime['load'] = (graph, loading) => {
      loadings.push(loading)
      return runtime.load(graph, loading)
    }
    const job = jobFor(plain, sgd(0.1), { train: rows(7), batchSize: 3 })
    await ended(train(job, compiled({ ...runtime, load })))
    expect(loadings.map(({ releasesMemory = false }) => releasesMemory)).toEqual([false, true])
  })
})

describe('a gradient that is clipped', () => {
  it('may be larger than what float32 can square', async () => {
    const values = rows(50).values.map((value) => 1e12 * value)
    const linear = autoencoder({ encoder: pipe(input([4]), dense(2)), decoder: pipe(input([2]), dense(4)), loss: mse })
    const job = jobFor(linear, chain(clipByGlobalNorm(1), adam(0.01)), { train: { ...rows(50), values } })
    expect((await ended(train(job, await native({ threads: 1 })))).ending).toBe('completed')
  })
})

describe('a state', () => {
  it('of another dtype, or of another engine, goes on', async () => {
    const job = jobFor(noisy, chain(clipByGlobalNorm(1), momentum(0.01)), { epochs: 1 })
    const all: ReadonlyArray<Minibatch> = minibatchesOf(job)
    const [single, double] = [await native({ threads: 1 }), await native({ threads: 1, dtype: 'float64' })]
    const run = async (engine: Engine, state: State, part: ReadonlyArray<Minibatch>) =>
      (await (await engine.open(job.model, job.plan)).train(state, rowsOf(job.train), part)).state
    const middle = await run(single, startOf(job, single), all.slice(0, 2))
    const [there, back] = [await run(double, middle, all.slice(2)), await run(single, middle, all.slice(2))]
    const expected = await run(reference('float64'), middle, all.slice(2))
    for (const [name, { data }] of Object.entries(expected.parameters)) {
      data.forEach((value, i) => expect(there.parameters[name]?.data[i]).toBeCloseTo(value, 12))
      data.forEach((value, i) => expect(back.parameters[name]?.data[i]).toBeCloseTo(value, 5))
      expect(there.parameters[name]?.data).toBeInstanceOf(Float64Array)
    }
  })
})
