import { describe, expect, it } from 'vitest'
import { input, jumpRelu, pipe } from '../../../src/index.ts'
import * as Named from '../../../src/tensor/named.ts'
import { A, numbers, rowsFrom, run } from '../run.ts'

describe('jumpRelu', () => {
  /** Many entries spread evenly, the threshold at 1. */
  const x = rowsFrom(Array.from({ length: 4000 }, (_, i) => [i / 1000]))
  const { y, aux, pullback } = run(pipe(input([1]), jumpRelu({ bandwidth: 0.5 })), x, {
    parameters: { '0.logThreshold': A.constant([0], [1]) },
  })

  it('keeps what is above its threshold as it is', () => {
    expect(numbers(y).slice(999, 1002)).toEqual([0, 0, 1.001])
    expect(numbers(Named.get(aux, 'active')).slice(999, 1002)).toEqual([0, 0, 1])
  })

  it('estimates how the expected number of active entries falls as the threshold rises', () => {
    const ones = A.constant(new Float64Array(4000).fill(1), [4000, 1])
    const { dparameters } = pullback(A.mul(ones, A.sub(ones, ones)), { active: ones })
    // 1000 entries for each unit of x: the count falls by 1000 for each unit of θ, and dθ/dℓ = θ = 1.
    expect(numbers(Named.get(dparameters, '0.logThreshold'))[0]).toBeCloseTo(-1000, -1)
  })

  it('estimates how the expected output falls: by its height times its density', () => {
    const ones = A.constant(new Float64Array(4000).fill(1), [4000, 1])
    expect(numbers(Named.get(pullback(ones, {}).dparameters, '0.logThreshold'))[0]).toBeCloseTo(-1000, -1)
  })
})
