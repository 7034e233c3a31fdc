import * as fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { draw, stream } from '../../../src/random/index.ts'
import { pathThrough, spherical, straight } from '../../../src/tasks/generate/index.ts'

const vector = (seed: number, width: number): Float64Array => draw(stream(seed), width, { kind: 'normal' })

describe('interpolation', () => {
  it('begins and ends at its ends, and comes back the same way', () => {
    fc.assert(
      fc.property(
        fc.integer(),
        fc.integer({ min: 1, max: 9 }),
        fc.double({ min: 0, max: 1, noNaN: true }),
        (seed, width, t) => {
          const [a, b] = [vector(seed, width), vector(seed + 1, width)]
          for (const along of [straight, spherical]) {
            along(a, b, 0).forEach((entry, i) => expect(entry).toBeCloseTo(a[i] ?? Number.NaN, 9))
            along(a, b, 1).forEach((entry, i) => expect(entry).toBeCloseTo(b[i] ?? Number.NaN, 9))
            const back = along(b, a, 1 - t)
            along(a, b, t).forEach((entry, i) => expect(entry).toBeCloseTo(back[i] ?? Number.NaN, 9))
          }
        },
      ),
    )
  })

  it('along the arc keeps the length of vectors that are equally long, and goes by equal angles', () => {
    const [a, b] = [Float64Array.of(2, 0), Float64Array.of(0, 2)]
    const third = spherical(a, b, 1 / 3)
    expect(third[0]).toBeCloseTo(2 * Math.cos(Math.PI / 6), 12)
    expect(third[1]).toBeCloseTo(2 * Math.sin(Math.PI / 6), 12)
  })

  it('is straight between vectors that are parallel, opposite or 0', () => {
    const a = Float64Array.of(1, 2)
    for (const b of [Float64Array.of(2, 4), Float64Array.of(-1, -2), Float64Array.of(0, 0)])
      expect(spherical(a, b, 0.25)).toEqual(straight(a, b, 0.25))
  })

  it('goes through several points, both ends of every pair included', () => {
    const points = { length: 3, width: 1, values: Float64Array.of(0, 2, 0) }
    expect([...pathThrough(points, 3, straight).values]).toEqual([0, 1, 2, 2, 1, 0])
    expect(pathThrough({ length: 1, width: 1, values: Float64Array.of(1) }, 3, straight).length).toBe(0)
  })
})
