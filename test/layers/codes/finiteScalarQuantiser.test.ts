import { describe, expect, it } from 'vitest'
import { finiteScalarQuantiser, input, pipe } from '../../../src/index.ts'
import { column } from '../chances.ts'
import { faultOf, numbers, rowsFrom, run } from '../run.ts'

describe('finiteScalarQuantiser', () => {
  const levels = [2, 3, 4, 5, 8]
  const grid = Array.from({ length: 2001 }, (_, i) => (i - 1000) / 100)

  it('takes each of its levels, evenly apart, and no other value', () => {
    const { y } = run(
      pipe(input([5]), finiteScalarQuantiser([2, 3, 4, 5, 8])),
      rowsFrom(grid.map((x) => levels.map(() => x))),
    )
    levels.forEach((level, j) => {
      const values = [...new Set(column(y, j))].toSorted((a, b) => a - b)
      expect(values).toHaveLength(level)
      values.slice(1).forEach((value, i) => expect(value - (values[i] ?? 0)).toBeCloseTo(1 / Math.floor(level / 2), 14))
    })
  })

  it('leaves what it gave out of its odd levels nearly where it was', () => {
    const net = pipe(input([1]), finiteScalarQuantiser([5]))
    expect(numbers(run(net, rowsFrom([[-9], [-0.5], [0], [0.5], [9]])).y)).toEqual([-1, -0.5, 0, 0.5, 1])
  })

  it('learns by the bounded function that it rounds', () => {
    const { pullback } = run(pipe(input([2]), finiteScalarQuantiser([5, 4])), rowsFrom(grid.map((x) => [x, x])))
    const { dx } = pullback(rowsFrom(grid.map(() => [1, 1])), {})
    const [five, four] = [column(dx, 0), column(dx, 1)]
    grid.forEach((x, n) => {
      // Five levels: tanh x · 2.002 of width 2; four: moved by half a level, tanh (x + artanh (0.5 / 1.5015)) · 1.5015.
      expect(five[n]).toBeCloseTo(1.001 * (1 - Math.tanh(x) ** 2), 12)
      const moved = Math.tanh(x + Math.atanh(0.5 / 1.5015))
      expect(four[n]).toBeCloseTo((1.5015 / 2) * (1 - moved ** 2), 12)
    })
  })

  it('needs levels, one for each entry, each of at least two values', () => {
    const fault = (levels: ReadonlyArray<number>) =>
      faultOf({ input: [3], layers: [{ layer: 'finiteScalarQuantiser', levels }] })
    expect(fault([8, 5])).toContain('encoder.layers[0].levels: expected 3, one for each entry, found 2')
    expect(fault([])).toContain('a list of at least 1')
    expect(fault([8, 1, 5])).toContain('levels[1]: expected a whole number from 2')
  })
})
