import { expect, it } from 'vitest'
import { input, maskingNoise, pipe } from '../../../src/index.ts'
import { A, estimate, numbers, run } from '../run.ts'

it('masks whole vectors as often as it is told, and nothing at evaluation', () => {
  const x = A.expand(A.constant([1], []), [500, 4, 3])
  const network = pipe(input([4, 3]), maskingNoise(0.75, { of: 'vectors' }))
  expect(numbers(run(network, x).y)).toEqual(numbers(x))
  const y = numbers(run(network, x, { seed: 7 }).y)
  const vectors = Array.from({ length: 2000 }, (_, i) => y.slice(3 * i, 3 * i + 3))
  for (const vector of vectors) expect(new Set(vector).size).toBe(1)
  const kept = estimate(vectors.map(([first = NaN]) => first))
  expect(Math.abs(kept.mean - 0.25)).toBeLessThan(kept.error)
})
