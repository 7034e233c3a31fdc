import { describe, expect, it } from 'vitest'
import type { Timing } from '../../../src/engines/tuning/threadTuner.ts'
import { threadTuner } from '../../../src/engines/tuning/threadTuner.ts'

/** A machine whose clock moves only in trials: ten steps in each, so long with so many threads. */
const machine = (secondsPerStep: Record<number, number>) => {
  let time = 0
  let trials = 0
  const trial = async (threads: number) => {
    trials++
    const seconds = 10 * (secondsPerStep[threads] ?? Infinity)
    time += seconds
    return { steps: 10, seconds }
  }
  const wait = (seconds: number): void => void (time += seconds)
  return { now: () => time, trial, wait, tried: () => trials, speeds: secondsPerStep }
}

/** A step that took so long. */
const step = (seconds: number): Timing => ({ steps: 1, seconds })

describe('the number of threads', () => {
  it('is the only one without a trial', async () => {
    const { now, trial, tried } = machine({ 2: 1 })
    expect(await threadTuner([2], now).choose(trial)).toBe(2)
    expect(tried()).toBe(0)
  })

  it('is the fastest in the median of rounds', async () => {
    const { now, trial } = machine({ 1: 0.002, 2: 0.001, 4: 0.003 })
    expect(await threadTuner([1, 2, 4], now).choose(trial)).toBe(2)
  })

  it('is kept without new trials for a hundred times the cost of one', async () => {
    const { now, trial, tried } = machine({ 1: 0.002, 2: 0.001 })
    const threads = threadTuner([1, 2], now)
    await threads.choose(trial)
    const [once, cost] = [tried(), now()]
    threads.observe(step(99 * cost))
    await threads.choose(trial)
    expect(tried()).toBe(once)
    threads.observe(step(2 * cost))
    await threads.choose(trial)
    expect(tried()).toBe(2 * once)
  })

  it('is not tried again because time passes in which nothing is trained', async () => {
    const { now, trial, tried, wait } = machine({ 1: 0.002, 2: 0.001 })
    const threads = threadTuner([1, 2], now)
    await threads.choose(trial)
    const once = tried()
    wait(1e6)
    await threads.choose(trial)
    expect(tried()).toBe(once)
  })

  it('is tried again soon where steps have become slow, and changes with the machine', async () => {
    const { now, trial, speeds } = machine({ 1: 0.002, 2: 0.001 })
    const threads = threadTuner([1, 2], now)
    expect(await threads.choose(trial)).toBe(2)
    const cost = now()
    speeds[2] = 0.004
    threads.observe({ steps: 10, seconds: 0.04 })
    threads.observe(step(21 * cost))
    expect(await threads.choose(trial)).toBe(1)
  })

  it('is the least at first, if the others are hardly faster', async () => {
    const { now, trial } = machine({ 1: 0.00102, 2: 0.001, 4: 0.001 })
    expect(await threadTuner([1, 2, 4], now).choose(trial)).toBe(1)
  })

  it('does not change for a small advantage', async () => {
    const { now, trial, speeds } = machine({ 1: 0.0011, 2: 0.001 })
    const threads = threadTuner([1, 2], now)
    expect(await threads.choose(trial)).toBe(2)
    speeds[1] = 0.00097
    threads.observe(step(1000))
    expect(await threads.choose(trial)).toBe(2)
    speeds[1] = 0.0009
    threads.observe(step(1000))
    expect(await threads.choose(trial)).toBe(1)
  })

  it('is tried less and less often while trials change nothing', async () => {
    const { now, trial, tried } = machine({ 1: 0.002, 2: 0.001 })
    const threads = threadTuner([1, 2], now)
    await threads.choose(trial)
    const [once, cost] = [tried(), now()]
    threads.observe(step(101 * cost))
    await threads.choose(trial)
    threads.observe(step(101 * cost))
    await threads.choose(trial)
    expect(tried()).toBe(2 * once)
    threads.observe(step(101 * cost))
    await threads.choose(trial)
    expect(tried()).toBe(3 * once)
  })
  it('is not tried any longer once it is stopped, and is tried again afterwards', async () => {
    const { now, trial, tried } = machine({ 1: 0.002, 2: 0.001, 4: 0.003 })
    const threads = threadTuner([1, 2, 4], now)
    const stopped = await threads.choose(trial, () => tried() >= 2)
    expect([stopped, tried()]).toEqual([2, 2])
    expect(await threads.choose(trial, () => true)).toBe(1)
    expect(tried()).toBe(2)
    expect(await threads.choose(trial)).toBe(2)
    expect(tried()).toBeGreaterThan(4)
  })
})
