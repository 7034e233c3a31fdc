import { describe, expect, it } from 'vitest'
import { fourierFeatures, input, pipe } from '../../../src/index.ts'
import { runWithOnes } from '../ones.ts'
import { A } from '../run.ts'

describe('fourierFeatures', () => {
  it('is the same for the same seed, on the unit circle', () => {
    const [a, again, other] = [7, 7, 8].map((seed) =>
      A.read(runWithOnes(pipe(input([2]), fourierFeatures(3, { seed })), [[0.2, -0.4]]).y),
    )
    expect(a).toEqual(again)
    expect(a).not.toEqual(other)
    for (const i of [0, 1, 2]) expect((a?.[i] ?? 0) ** 2 + (a?.[i + 3] ?? 0) ** 2).toBeCloseTo(1, 14)
  })
})
