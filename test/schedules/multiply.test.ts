import { describe, expect, it } from 'vitest'
import type { Rate } from '../../src/index.ts'
import { combine, mae, mse, weighted } from '../../src/index.ts'
import { buildRate, schedules } from '../../src/schedules/index.ts'
import { cosine, exponential, product, scaled, warmUp } from '../../src/schedules/registry.ts'
import { multiply } from '../../src/schedules/index.ts'
import { scalar } from '../../src/tensor/derived.ts'
import { A } from '../reference/values.ts'

const at = (rate: Rate, step: number, total: number): number =>
  A.read(buildRate(schedules, rate)(A, { step: scalar(A, step), total }))[0] ?? Number.NaN

describe('rates are a commutative monoid under multiplication', () => {
  const [a, b, c] = [warmUp({ to: 2, steps: 3 }), exponential({ from: 1, factor: 0.5 }), cosine({ from: 1 })]

  it('1 is neutral, numbers gather in front, and grouping does not matter', () => {
    expect([multiply(1, a), multiply(a, 1), multiply(2, 3)]).toEqual([a, a, 6])
    expect(multiply(2, multiply(0.25, a))).toEqual(scaled(0.5, a))
    expect(multiply(2, multiply(0.5, a))).toEqual(a)
    expect(multiply(multiply(a, 2), multiply(b, 3))).toEqual(scaled(6, product([a, b])))
    expect(multiply(a, multiply(b, c))).toEqual(multiply(multiply(a, b), c))
  })

  it('the product is that of the numbers at every step', () => {
    for (const step of [0, 1, 2, 5, 9])
      expect(at(multiply(0.3, multiply(a, multiply(b, c))), step, 10)).toBeCloseTo(
        0.3 * at(a, step, 10) * at(b, step, 10) * at(c, step, 10),
        14,
      )
  })

  it('weights of losses multiply as rates do', () => {
    expect(weighted(2, weighted(a, mse))).toEqual(weighted(a, weighted(2, mse)))
    expect(weighted(a, combine(mse, mae))).toEqual(combine(weighted(a, mse), weighted(a, mae)))
  })
})
