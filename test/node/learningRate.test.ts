import { describe, expect, it } from 'vitest'
import { adam, chain, clipByGlobalNorm, library, oneCycle, sgd, warmUp } from '../../src/index.ts'
import { learningRate } from '../../src/node/learningRate.ts'

const at = (optimiser: Parameters<typeof learningRate>[1], total = 10) =>
  learningRate(library.schedules, optimiser, total)

describe('the learning rate at a step', () => {
  it('is that of the first update that has one', () => {
    expect(at(chain(clipByGlobalNorm(1), adam(0.25), sgd(0.5)))(7)).toBe(0.25)
  })

  it('follows a schedule', () => {
    const rate = at(sgd(warmUp({ to: 1, steps: 4 })))
    expect([1, 2, 4, 9].map(rate)).toEqual([0.25, 0.5, 1, 1])
    expect(at(sgd(oneCycle({ peak: 1 })), 100)(99)).toBeLessThan(0.01)
  })

  it('is absent where no update has a rate', () => {
    expect(at(clipByGlobalNorm(1))(0)).toBeUndefined()
  })
})
