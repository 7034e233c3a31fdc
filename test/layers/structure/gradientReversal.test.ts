import { describe, expect, it } from 'vitest'
import { gradientReversal, input, pipe, stopGradient } from '../../../src/index.ts'
import { runWithOnes } from '../ones.ts'
import { A } from '../run.ts'

describe('gradientReversal and stopGradient', () => {
  it('leave values as they are to the bit', () => {
    for (const layer of [gradientReversal(0.3), stopGradient])
      expect([...A.read(runWithOnes(pipe(input([3]), layer), [[0.1, 1e17, -3]]).y)]).toEqual([0.1, 1e17, -3])
  })
})
