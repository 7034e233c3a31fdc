import { describe, expect, it } from 'vitest'
import { sgd } from '../../src/index.ts'
import { cosine, joined, warmUp } from '../../src/schedules/registry.ts'
import { minimise, quadratic } from '../optimisers/minimise.ts'

describe('schedules compose', () => {
  it('joined schedules begin their own counts', () => {
    const rate = joined([warmUp({ to: 1, steps: 4 }), cosine({ from: 1, steps: 4 })], [4])
    const rates = Array.from({ length: 9 }, (_, step) => {
      const moved = minimise(sgd(rate), { ...quadratic, start: [0, 0], gradient: () => [-1, 0] }, step + 1)[0] ?? 0
      const before =
        step === 0 ? 0 : (minimise(sgd(rate), { ...quadratic, start: [0, 0], gradient: () => [-1, 0] }, step)[0] ?? 0)
      return Number((moved - before).toFixed(6))
    })
    expect(rates).toEqual([0, 0.25, 0.5, 0.75, 1, 0.853553, 0.5, 0.146447, 0])
  })
})
