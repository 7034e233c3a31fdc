import { describe, expect, it } from 'vitest'
import { draw, stream } from '../../../src/random/index.ts'
import type { Points } from '../../../src/statistics/index.ts'
import { fitBaselines } from '../../../src/statistics/index.ts'

const points = (length: number, seed: number, scale = 1): Points => ({
  length,
  width: 3,
  values: draw(stream(seed), length * 3, { kind: 'normal' }).map((z, i) => scale * z * 10 ** (i % 3)),
})

describe('baselines', () => {
  const fitted = fitBaselines(points(400, 1), 8, stream(2))

  it('score far points higher than near ones, whatever the units of the columns', () => {
    for (const { name, score } of fitted) {
      const [near, far] = [score(points(50, 3)), score(points(50, 4, 6))]
      const mean = (values: Float64Array): number => values.reduce((sum, value) => sum + value, 0) / values.length
      expect(mean(far), name).toBeGreaterThan(mean(near))
    }
  })

  it('are finite for equal training points and for one', () => {
    for (const length of [1, 7])
      for (const { score } of fitBaselines(
        { length, width: 3, values: new Float64Array(3 * length).fill(2) },
        1,
        stream(0),
      ))
        for (const value of score(points(9, 5))) expect(Number.isFinite(value)).toBe(true)
  })
})
