import { describe, expect, it } from 'vitest'
import { gated, input, pipe } from '../../../src/index.ts'
import * as Named from '../../../src/tensor/named.ts'
import { A, numbers, rowsFrom, run } from '../run.ts'

describe('gated', () => {
  it('lets the magnitude through where the gate is open', () => {
    const parameters = {
      '0.gateBias': A.constant([-1, -1], [2]),
      '0.logScale': A.constant([0, Math.LN2], [2]),
      '0.magnitudeBias': A.constant([0, 10], [2]),
    }
    const { y, aux } = run(
      pipe(input([2]), gated),
      rowsFrom([
        [0.5, 0.5],
        [3, 3],
      ]),
      { parameters },
    )
    expect(numbers(y)).toEqual([0, 0, 3, 16])
    expect(numbers(Named.get(aux, 'gate'))).toEqual([0, 0, 2, 2])
  })
})
