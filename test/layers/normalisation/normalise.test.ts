import { describe, expect, it } from 'vitest'
import { groupNorm, input, layerNorm, pipe, rmsNorm } from '../../../src/index.ts'
import type { Network } from '../../../src/layers/index.ts'
import { A, builtOf, faultOf } from '../run.ts'
import { initialArrays, normal } from './numbers.ts'

describe('layerNorm, groupNorm, rmsNorm', () => {
  it('give mean 0 and variance 1, or mean square 1, over what they normalise', () => {
    const of = (network: Network, at: (row: Float64Array) => Float64Array): Float64Array => {
      const built = builtOf(network)
      return at(A.read(built.program(A, { x: normal('x', [2, 4, 6]), ...initialArrays(built), noise: {} }).y))
    }
    const mean = (values: Float64Array): number => values.reduce((a, b) => a + b, 0) / values.length
    for (const [net, count] of [
      [pipe(input([4, 6]), layerNorm()), 6],
      [pipe(input([4, 6]), layerNorm({ over: 'row' })), 24],
      [pipe(input([4, 6]), groupNorm(2)), 12],
      [pipe(input([4, 6]), groupNorm(4)), 6],
    ] as const) {
      const part = of(net, (all) => all.subarray(count, 2 * count))
      expect(mean(part)).toBeCloseTo(0, 12)
      expect(mean(part.map((value) => value * value))).toBeCloseTo(1, 3)
    }
    const squares = of(pipe(input([4, 6]), rmsNorm()), (all) => all.subarray(0, 6).map((value) => value * value))
    expect(mean(squares)).toBeCloseTo(1, 4)
  })

  it('names the nearest numbers of groups', () =>
    expect(faultOf(pipe(input([12, 5]), groupNorm(5)))).toContain('the nearest: 4 and 6'))
})
