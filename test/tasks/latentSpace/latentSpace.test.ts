import * as Either from 'fp-ts/lib/Either.js'
import { describe, expect, it } from 'vitest'
import type { Dataset } from '../../../src/data/index.ts'
import { draw, path, stream } from '../../../src/random/index.ts'
import type { LatentSpace } from '../../../src/tasks/index.ts'
import { latentSpaceOf, proposalFor } from '../../../src/tasks/index.ts'

const rowsFrom = (
  length: number,
  width: number,
  row: (numbers: Float64Array, i: number) => ReadonlyArray<number>,
): Dataset => {
  const numbers = draw(path(stream(2), 'rows'), length * 8, { kind: 'normal' })
  const values = Array.from({ length }, (_, i) => row(numbers.subarray(8 * i, 8 * (i + 1)), i)).flat()
  return { sizes: [width], length, values: Float32Array.from(values) }
}

const space = (data: Dataset): LatentSpace => {
  const result = latentSpaceOf(data, { sample: 400 })
  if (Either.isLeft(result)) throw new Error(result.left.map(({ found }) => found).join())
  return result.right
}

const plane = rowsFrom(400, 6, ([a = 0, b = 0]) => [a, b, a + b, a - b, 2 * a + b, 7])

describe('what rows show', () => {
  it('a plane in six columns, one of them constant: two dimensions, two components, one piece', () => {
    const found = space(plane)
    expect(found).toMatchObject({ rows: 400, sampled: 400, columns: 6, constants: [5], duplicates: 0, groups: [1] })
    expect(found.components).toEqual({ 90: 2, 95: 2, 99: 2 })
    expect(Math.abs(found.dimensions.twoNN.dimension - 2)).toBeLessThan(0.4)
    expect(found.dimensions.shuffled.dimension).toBeGreaterThan(3)
    expect(found.nearness).toBeLessThan(0.5)
    expect(found.outliers.share).toBeLessThan(0.2)
    expect(proposalFor(found)).toMatchObject({ plausibility: 'plausible', code: 2, hidden: 0, isRobust: false })
  })

  it('independent columns: no fewer dimensions than columns', () => {
    const found = space(rowsFrom(400, 5, ([a = 0, b = 0, c = 0, d = 0, e = 0]) => [a, b, c, d, e]))
    const { plausibility, reasons, code } = proposalFor(found)
    expect(plausibility).toBe('implausible')
    expect(reasons[0]).toContain('next to nothing')
    expect(code).toBe(4)
    expect(found.nearness).toBeCloseTo(1, 0)
  })

  it('a curve that turns through all columns: one dimension, hidden layers', () => {
    const wave = (t: number): ReadonlyArray<number> => [1, 2, 3].flatMap((k) => [Math.sin(k * t), Math.cos(k * t)])
    const proposal = proposalFor(space(rowsFrom(400, 6, ([a = 0, b = 0]) => wave(Math.atan2(a, b)))))
    expect(proposal).toMatchObject({ plausibility: 'plausible', hidden: 2 })
    expect(proposal.code).toBeLessThanOrEqual(4)
  })

  it('two clusters are two pieces; rows that are far away have the variance; copies are counted', () => {
    const clusters = rowsFrom(400, 3, ([a = 0, b = 0, c = 0], i) => [a + (i < 100 ? 50 : 0), b, c])
    expect(space(clusters).groups).toEqual([0.75, 0.25])
    const odd = rowsFrom(400, 3, ([a = 0, b = 0, c = 0], i) => (i === 7 ? [90, 0, 0] : [a, b, c]))
    expect(space(odd).outliers.first[0]?.row).toBe(7)
    expect(proposalFor(space(odd)).isRobust).toBe(true)
    const copies = rowsFrom(400, 3, (_, i) => [i % 200, (i % 200) ** 2, 1 / (1 + (i % 200))])
    expect(space(copies).duplicates).toBe(200)
  })

  it('refuses rows that are too few or too alike', () => {
    for (const data of [rowsFrom(30, 2, ([a = 0, b = 0]) => [a, b]), rowsFrom(200, 2, (_, i) => [i % 9, 0])]) {
      const result = latentSpaceOf(data)
      expect(Either.isLeft(result) && result.left).toMatchObject([{ fault: 'too few rows', where: 'data' }])
    }
  })
})
