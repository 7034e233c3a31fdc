import { describe, expect, it } from 'vitest'
import { compiled } from '../../src/engines/onnxruntime/compiled.ts'
import type { Engine, Minibatch, State } from '../../src/engines/index.ts'
import { native, reference, web } from '../../src/engines/index.ts'
import { nativeRuntime } from '../../src/engines/onnxruntime/native.ts'
import type { LoadOptions, Runtime } from '../../src/engines/onnxruntime/runtime.ts'
import { webRuntime } from '../../src/engines/onnxruntime/web.ts'
import type { Job } from '../../src/index.ts'
import {
  adam,
  autoencoder,
  chain,
  clipByGlobalNorm,
  dense,
  dropout,
  gaussianNoise,
  input,
  maskingNoise,
  momentum,
  mse,
  oneCycle,
  pipe,
  sgd,
  tanh,
} from '../../src/index.ts'
import { train } from '../../src/training/index.ts'
import { initialState, memoryFault } from '../../src/training/index.ts'
import { rowsOf } from '../../src/training/batches.ts'
import { bits, ended, jobFor, minibatchesOf, rows, watched } from './jobs.ts'

const noisy = autoencoder({
  encoder: pipe(input([4]), maskingNoise(0.25), gaussianNoise(0.1), dense(6), tanh, dropout(0.1), dense(2)),
  decoder: pipe(input([2]), dense(4)),
  loss: mse,
})

const plain = autoencoder({
  encoder: pipe(input([4]), dense(6), tanh, dense(2)),
  decoder: pipe(input([2]), dense(4)),
  loss: mse,
})

const engines: Readonly<Record<string, () => Promise<Engine>>> = {
  'native on one thread': () => native({ threads: 1 }),
  'native on two threads': () => native({ threads: 2 }),
  web: () => web({ threads: 1 }),
}

const startOf = ({ model, plan, seed }: Job, { dtype }: Engine): State => initialState(model, plan, seed, dtype)

/** The state after all minibatches of a job, so many at a time. */
const stateAfter = async (engine: Engine, job: Job, size = Number.POSITIVE_INFINITY): Promise<State> => {
  const session = await engine.open(job.model, job.plan)
  const all = minibatchesOf(job)
  let state = startOf(job, engine)
  for (let start = 0; start < all.length; start += size)
    state = (await session.train(state, rowsOf(job.train), all.slice(start, start + size))).state
  return state
}

describe.each(Object.entries(engines))('training on engine %s', (_, open) => {
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
    const job = jobFor(noisy, adam(0.01), { epochs: 50_000 })
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

/** The noise that a runtime is given while a job is trained, number by number in the order of the steps. */
const noiseGiven = async (runtime: Runtime, job: Job): Promise<Readonly<Record<string, ReadonlyArray<number>>>> => {
  const given: Record<string, Array<number>> = {}
  const engine = compiled(
    watched(runtime, (feeds) => {
      for (const [name, { data }] of Object.entries(feeds))
        if (name.startsWith('noise.')) (given[name] ??= []).push(...data)
    }),
  )
  await ended(train(job, engine))
  return given
}

describe('noise', () => {
  const job = jobFor(noisy, adam(0.01), { epochs: 3, batchSize: 25 })

  it('is the same on every engine, and fresh at every step', async () => {
    const onNative = await noiseGiven(await nativeRuntime({ threads: 1 }), job)
    const drawn = minibatchesOf(job)
    expect(await noiseGiven(await webRuntime({ threads: 1 }), job)).toEqual(onNative)
    expect(Object.keys(onNative)).toHaveLength(3)
    for (const [name, numbers] of Object.entries(onNative)) {
      const parts = drawn.map(({ noise }) => [...(noise[name.slice('noise.'.length)]?.data ?? [])])
      expect(numbers).toEqual(parts.flat())
      expect(new Set(parts.map(String)).size).toBe(drawn.length)
    }
  })
})

/** Minibatches whose third holds a row that no float32 can square. */
const exploding = (job: Job) => {
  const all = minibatchesOf(job)
  const values = Float32Array.from(job.train.values)
  values[4 * (all[2]?.rows[0] ?? 0)] = 1e30
  return { all, data: { ...job.train, values } }
}

describe('a step that is not finite', () => {
  const job = jobFor(plain, adam(0.01), { epochs: 1, batchSize: 8 })
  const everywhere: Readonly<Record<string, () => Promise<Engine>>> = { ...engines, reference: async () => reference() }

  it.each(Object.entries(everywhere))('keeps the state before it, and is the last outcome: %s', async (_, open) => {
    const engine = await open()
    const { all, data } = exploding(job)
    const session = await engine.open(job.model, job.plan)
    const before = await session.train(startOf(job, engine), rowsOf(data), all.slice(0, 2))
    const through = async (size: number) => {
      let state = startOf(job, engine)
      const totals: Array<number> = []
      for (let start = 0; start < all.length; start += size) {
        const trained = await session.train(state, rowsOf(data), all.slice(start, start + size))
        state = trained.state
        totals.push(...trained.outcomes.map(({ total }) => total))
        if (!trained.finite) return { state, totals }
      }
      throw new Error('it was finite')
    }
    expect(before.finite).toBe(true)
    for (const size of [1, 2, 3, 5, 7]) {
      const { state, totals } = await through(size)
      expect(bits(state)).toEqual(bits(before.state))
      expect(totals.map(Number.isFinite)).toEqual([true, true, false])
    }
  })

  it.each(Object.entries(everywhere))('is one that leads to weights that are not, too: %s', async (_, open) => {
    const engine = await open()
    const wild = jobFor(plain, sgd({ schedule: 'step', from: 1, factor: 1e38, every: 3 }), { epochs: 1, batchSize: 8 })
    const session = await engine.open(wild.model, wild.plan)
    const all = minibatchesOf(wild)
    const trained = await session.train(startOf(wild, engine), rowsOf(wild.train), all)
    const before = await session.train(startOf(wild, engine), rowsOf(wild.train), all.slice(0, trained.state.step))
    expect(trained.finite).toBe(false)
    expect(before.finite).toBe(true)
    expect(trained.outcomes).toHaveLength(trained.state.step + 1)
    expect(bits(trained.state)).toEqual(bits(before.state))
  })

  it('is named by the fault that training ends with', async () => {
    const { data } = exploding(job)
    const outcome = await ended(train({ ...job, train: data }, await native({ threads: 1 })))
    expect(outcome.ending).toBe('not finite')
    expect(outcome.fault?.where).toBe('step 3 of epoch 1')
    expect(outcome.state.step).toBe(2)
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
