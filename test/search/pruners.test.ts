import { describe, expect, it } from 'vitest'
import { pruners } from '../../src/search/index.ts'
import type { Trial } from '../../src/search/index.ts'
import { buildPruner } from '../../src/search/pruners/index.ts'
import { right } from './spaces.ts'
import { trialOf } from './simulated.ts'

const next = (pruner: string, trials: ReadonlyArray<Trial>, rungs = 3, closed = false) =>
  right(buildPruner(pruners, pruner)).next({ trials, rungs, closed })

const shares = (pruner: string, epochs: number) => right(buildPruner(pruners, pruner)).shares(epochs)

const paused = (...objectives: ReadonlyArray<number>): ReadonlyArray<Trial> =>
  objectives.map((objective, i) => trialOf(i, 'paused', [objective]))

describe('rungs', () => {
  it('are shares that grow by the reduction, as many as the epochs allow for', () => {
    expect(shares('asha', 100)).toEqual([1 / 27, 1 / 9, 1 / 3, 1])
    expect(shares('asha', 9)).toEqual([1 / 9, 1 / 3, 1])
    expect(shares('asha', 2)).toEqual([1])
    expect(shares('median', 4)).toEqual([0.25, 0.5, 0.75, 1])
    expect(shares('none', 100)).toEqual([1])
  })
})

describe('asha', () => {
  it('starts trials until a third of a rung is one, and lets the best go on', () => {
    expect(next('asha', paused(3, 1))).toEqual({ kind: 'start' })
    expect(next('asha', paused(3, 1, 2))).toEqual({ kind: 'continue', trial: 1 })
  })

  it('lets nobody go on twice, and looks at the highest rung first', () => {
    const [a, b, c] = [trialOf(0, 'paused', [3]), trialOf(1, 'paused', [1, 0.5]), trialOf(2, 'paused', [2])]
    expect(next('asha', [a, b, c])).toEqual({ kind: 'start' })
    const high = [b, trialOf(3, 'paused', [1, 0.4]), trialOf(4, 'paused', [1, 0.6])]
    expect(next('asha', [a, ...high])).toEqual({ kind: 'continue', trial: 3 })
  })

  it('takes the best to its end where no more are started and none came there', () => {
    expect(next('asha', paused(3, 1), 3, true)).toEqual({ kind: 'continue', trial: 1 })
    expect(next('asha', [...paused(3, 1), trialOf(2, 'complete', [0.5])], 3, true)).toEqual({ kind: 'start' })
  })

  it('does not count failed trials', () => {
    expect(next('asha', [...paused(3, 1), trialOf(2, 'failed', [0])])).toEqual({ kind: 'start' })
  })
})

describe('successive halving', () => {
  const bracket = (...objectives: ReadonlyArray<number>) => paused(...objectives)

  it('fills a bracket of nine, waits for it, and keeps a third at each rung', () => {
    expect(next('successiveHalving', bracket(1, 2, 3))).toEqual({ kind: 'start' })
    const full = bracket(9, 8, 7, 6, 5, 4, 3, 2, 1)
    const running = full.with(4, trialOf(4, 'running', []))
    expect(next('successiveHalving', running)).toEqual({ kind: 'wait' })
    const decision = next('successiveHalving', full)
    expect(decision).toEqual({ kind: 'prune', trial: 0 })
    const pruned = full.map((trial) => (trial.trial < 6 ? { ...trial, status: 'pruned' as const } : trial))
    expect(next('successiveHalving', pruned)).toEqual({ kind: 'continue', trial: 8 })
  })

  it('decides on a bracket that is not full where no more trials are started', () => {
    expect(next('successiveHalving', bracket(2, 1), 3, true)).toEqual({ kind: 'prune', trial: 0 })
  })
})

describe('the median rule', () => {
  const others = [1, 2, 3, 4, 5].map((objective, i) => trialOf(i, 'complete', [objective, objective]))

  it('ends a trial that is worse than the median of the others at its rung', () => {
    expect(next('median', [...others, trialOf(5, 'paused', [3.5])])).toEqual({ kind: 'prune', trial: 5 })
    expect(next('median', [...others, trialOf(5, 'paused', [2.5])])).toEqual({ kind: 'continue', trial: 5 })
  })

  it('waits for five others', () => {
    expect(next('median', [...others.slice(1), trialOf(5, 'paused', [9])])).toEqual({ kind: 'continue', trial: 5 })
  })
})

it('an unknown pruner is refused with the nearest', () => {
  expect(buildPruner(pruners, 'ahsa')).toMatchObject({ left: [{ where: 'pruner', remedy: 'did you mean "asha"?' }] })
})
