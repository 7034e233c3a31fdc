import { describe, expect, it } from 'vitest'
import type { Engine } from '../../../src/engines/index.ts'
import { native, reference } from '../../../src/engines/index.ts'
import type { Job } from '../../../src/index.ts'
import { adam, sgd } from '../../../src/index.ts'
import { train } from '../../../src/training/index.ts'
import { rowsOf } from '../../../src/training/batches.ts'
import { bits, compiledEngines, ended, jobFor, minibatchesOf, plain, startOf } from '../jobs.ts'

/** Minibatches whose third holds a row that no float32 can square. */
const exploding = (job: Job) => {
  const all = minibatchesOf(job)
  const values = Float32Array.from(job.train.values)
  values[4 * (all[2]?.rows[0] ?? 0)] = 1e30
  return { all, data: { ...job.train, values } }
}

describe('a step that is not finite', () => {
  const job = jobFor(plain, adam(0.01), { epochs: 1, batchSize: 8 })
  const everywhere: Readonly<Record<string, () => Promise<Engine>>> = {
    ...compiledEngines,
    reference: async () => reference(),
  }

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
