import { describe, expect, it } from 'vitest'
import { drive, paretoFront, ranked } from '../../src/search/index.ts'
import { secondsPerStep } from '../../src/search/trials/plan.ts'
import type { SearchOptions, Trial } from '../../src/search/index.ts'
import { fakeRunner, outline, planFor, trialOf } from './simulated.ts'

const made = async (options: SearchOptions, runners = [fakeRunner()], known: ReadonlyArray<Trial> = []) =>
  drive(planFor(options), options, runners, { known })

describe('a search', () => {
  it.each(['none', 'asha', 'median', 'successiveHalving'])(
    'with %s makes the same trials for the same seed',
    async (pruner) => {
      const one = outline(await made({ trials: 12, seed: 4, pruner }))
      expect(outline(await made({ trials: 12, seed: 4, pruner }))).toEqual(one)
      expect(outline(await made({ trials: 3, seed: 5, pruner }))[2]).not.toEqual(one[2])
    },
  )

  it.each(['none', 'asha', 'median'])('with %s goes on where it stopped', async (pruner) => {
    const whole = await made({ trials: 14, seed: 4, pruner })
    const first = await made({ trials: 11, seed: 4, pruner })
    expect(outline(await made({ trials: 14, seed: 4, pruner }, [fakeRunner()], first))).toEqual(outline(whole))
  })

  it('trains what was running when the process was killed again', async () => {
    const whole = await made({ trials: 5, seed: 4, pruner: 'none' })
    const known = [
      ...whole.slice(0, 2),
      ...whole.slice(2, 3).map((trial) => ({ ...trial, status: 'running' as const, results: [] })),
    ]
    const runner = fakeRunner()
    expect(outline(await made({ trials: 5, seed: 4, pruner: 'none' }, [runner], known))).toEqual(outline(whole))
    expect(runner.asked.map(([trial]) => trial)).toEqual([2, 3, 4])
  })

  it.each([{ pruner: 'successiveHalving' }, { pruner: 'none', batch: 4 }])(
    'with %o makes the trials of one worker with several, whoever is first',
    async (options) => {
      const one = outline(await made({ trials: 12, seed: 2, batch: 4, ...options }))
      const late = (trial: number): number => (trial * 7) % 11
      const several = [1, 2, 3].map(() => fakeRunner(undefined, late))
      expect(outline(await made({ trials: 12, seed: 2, batch: 4, ...options }, several))).toEqual(one)
    },
  )

  it('spends fewer steps with asha, and finds as good a trial', async () => {
    const steps = (trials: ReadonlyArray<Trial>): number =>
      trials.reduce((sum, { results }) => sum + (results.at(-1)?.steps ?? 0), 0)
    const all = await made({ trials: 30, seed: 1, sampler: 'random', pruner: 'none' })
    const some = await made({ trials: 30, seed: 1, sampler: 'random', pruner: 'asha' })
    expect(steps(some)).toBeLessThan(0.5 * steps(all))
    expect(ranked(some)[0]?.trial).toBe(ranked(all)[0]?.trial)
  })

  it('ends with its steps', async () => {
    const trials = await made({ steps: 100, seed: 1, pruner: 'none' })
    // Each trial takes 36 steps: the third reaches 100.
    expect(trials).toHaveLength(3)
  })

  it('ends where a finite space is used up', async () => {
    const trials = await made({ trials: 1000, sampler: { sampler: 'grid', points: 2 }, pruner: 'none' })
    expect(trials.filter(({ status }) => status === 'complete')).toHaveLength(48)
  })

  it('notes trials that fail, and goes on', async () => {
    const failing = {
      ...fakeRunner(),
      run: async () =>
        ({
          kind: 'failed',
          fault: { fault: 'not finite', where: 'step 3', expected: 'a finite loss', found: 'NaN' },
        }) as const,
    }
    const trials = await made({ trials: 3, pruner: 'none' }, [failing])
    expect(trials.map(({ status }) => status)).toEqual(['failed', 'failed', 'failed'])
    const nan = await made({ trials: 2, pruner: 'none' }, [fakeRunner(() => Number.NaN)])
    expect(nan.map(({ fault }) => fault)).toEqual(['an objective is not finite', 'an objective is not finite'])
  })

  it('skips specs that do not fit in memory, and says so', async () => {
    const plan = { ...planFor({ trials: 3, pruner: 'none' }), memory: 1000 }
    const [first] = await drive(plan, { trials: 3 }, [fakeRunner()])
    expect(first).toMatchObject({ status: 'skipped', results: [] })
    expect(first?.fault).toMatch(/training takes about .* MB, of which 0 MB are available/)
  })
})

describe('the plan', () => {
  const timed = (stepFlops: number, seconds: number): Trial => ({
    ...trialOf(0, 'complete', [1]),
    results: [{ epochs: 1, steps: 100, objectives: [1], seconds }],
    cost: { parameters: 1, code: 1, flops: 1, stepFlops, bytes: 1, steps: 100, epochs: 1 },
  })

  it('expects larger models to take longer in proportion, and smaller ones as long', () => {
    expect(secondsPerStep([timed(1000, 2)], { stepFlops: 3000 })).toBeCloseTo(0.06, 12)
    expect(secondsPerStep([timed(1000, 2)], { stepFlops: 10 })).toBeCloseTo(0.02, 12)
    expect(secondsPerStep([], { stepFlops: 10 })).toBeUndefined()
  })
})

describe('the order of trials', () => {
  it('puts complete before paused ones, failed last, skipped ones nowhere', () => {
    const trials = [
      trialOf(0, 'failed', [0]),
      trialOf(1, 'paused', [1]),
      trialOf(2, 'complete', [9, 8, 7]),
      trialOf(3, 'skipped', []),
      trialOf(4, 'paused', [3, 2]),
      trialOf(5, 'complete', [9, 8, 6]),
    ]
    expect(ranked(trials).map(({ trial }) => trial)).toEqual([5, 2, 4, 1, 0])
  })

  it('of several objectives, those that none dominates come first: the Pareto front', () => {
    const trials = [
      [3, 3],
      [1, 4],
      [2, 2],
      [4, 1],
      [4, 4],
    ].map((objectives, i) => trialOf(i, 'complete', [objectives]))
    expect(paretoFront(trials).map(({ trial }) => trial)).toEqual([1, 2, 3])
    expect(ranked(trials).map(({ trial }) => trial)).toEqual([1, 2, 3, 0, 4])
  })
})
