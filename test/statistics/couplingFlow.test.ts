import { describe, expect, it } from 'vitest'
import { draw, path, stream } from '../../src/random/index.ts'
import type { CouplingFlow, Points } from '../../src/statistics/index.ts'
import { couplingAt, couplingSize, flowInverse, flowLogDensity } from '../../src/statistics/index.ts'

const flowOf = (width: number, layers: number, seed: number): CouplingFlow => ({
  mean: Array.from({ length: width }, (_, i) => i),
  deviations: Array.from({ length: width }, (_, i) => 1 + i / 2),
  hidden: 5,
  layers: Array.from({ length: layers }, (_, layer) =>
    Array.from(draw(path(stream(seed), layer), couplingSize(couplingAt(width, 5, layer)), { kind: 'normal' })),
  ),
})

const normals = (seed: number, length: number, width: number): Points => ({
  length,
  width,
  values: draw(stream(seed), length * width, { kind: 'normal' }),
})

/** log |det| by elimination with pivots. */
const logDeterminant = (matrix: ReadonlyArray<ReadonlyArray<number>>): number => {
  const [first = []] = matrix
  if (first.length === 0) return 0
  const [pivot = [], ...rest] = matrix.toSorted((a, b) => Math.abs(b[0] ?? 0) - Math.abs(a[0] ?? 0))
  const [top = 0, ...others] = pivot
  const reduced = rest.map(([head = 0, ...row]) => row.map((value, j) => value - ((others[j] ?? 0) * head) / top))
  return Math.log(Math.abs(top)) + logDeterminant(reduced)
}

describe('a flow of couplings', () => {
  it.each([1, 2, 3, 4])('has the density that the change of variables gives, in %i dimensions', (width) => {
    const flow = flowOf(width, 4, width)
    const z = normals(7, 1, width)
    const { values: x } = flowInverse(flow, z)
    const step = 1e-5
    const columns = Array.from({ length: width }, (_, j) => {
      const at = (by: number) =>
        flowInverse(flow, { ...z, values: Float64Array.from(z.values, (value, i) => value + (i === j ? by : 0)) })
          .values
      const [up, down] = [at(step), at(-step)]
      return Array.from(up, (value, i) => (value - (down[i] ?? 0)) / (2 * step))
    })
    const prior = Float64Array.from(z.values).reduce(
      (sum, value) => sum - 0.5 * (value * value + Math.log(2 * Math.PI)),
      0,
    )
    const [log] = flowLogDensity(flow, { length: 1, width, values: x })
    expect(log).toBeCloseTo(prior - logDeterminant(columns), 5)
  })

  it('without weights is a normal distribution with the mean and the deviations', () => {
    const { mean, deviations, ...flow } = flowOf(2, 2, 1)
    const empty = { ...flow, mean, deviations, layers: flow.layers.map((one) => one.map(() => 0)) }
    const { values } = flowInverse(empty, { length: 1, width: 2, values: Float64Array.of(2, -2) })
    expect([...values]).toEqual([2, 1 - 3])
  })
})
