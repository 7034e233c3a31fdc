import { describe, expect, it } from 'vitest'
import { draw, stream } from '../../src/random/index.ts'
import { linearCka } from '../../src/statistics/index.ts'
import { expected, points } from './expected.ts'

const { x, y, mixed, apart, alike } = expected

describe('linear CKA', () => {
  it('is the formula of its paper, and that with the unbiased estimate', () => {
    expect(linearCka(points(x), points(y))).toBeCloseTo(apart.linear, 12)
    expect(linearCka(points(x), points(y), { debiased: true })).toBeCloseTo(apart.debiased, 12)
    expect(linearCka(points(x), points(mixed))).toBeCloseTo(alike.linear, 12)
    expect(linearCka(points(x), points(mixed), { debiased: true })).toBeCloseTo(alike.debiased, 12)
  })

  it('is 1 for a representation that is rotated, scaled and shifted', () => {
    const turned = x.map(([a = 0, b = 0, c = 0]) => [3 * c + 1, -3 * a, 3 * b])
    expect(linearCka(points(x), points(turned))).toBeCloseTo(1, 12)
    expect(linearCka(points(x), points(turned), { debiased: true })).toBeCloseTo(1, 12)
  })

  it('of unrelated rows in many dimensions is high, and without bias about 0', () => {
    const noise = (seed: number) => ({
      length: 20,
      width: 200,
      values: draw(stream(seed), 20 * 200, { kind: 'normal' }),
    })
    expect(linearCka(noise(1), noise(2))).toBeGreaterThan(0.8)
    expect(Math.abs(linearCka(noise(1), noise(2), { debiased: true }) ?? 1)).toBeLessThan(0.2)
  })

  it('is undefined where nothing varies, and without bias for three rows', () => {
    expect(linearCka(points([[1], [1], [1]]), points([[1], [2], [4]]))).toBeUndefined()
    expect(linearCka(points([[1], [5], [2]]), points([[1], [2], [4]]), { debiased: true })).toBeUndefined()
    expect(() => linearCka(points(x), points(y.slice(2)))).toThrow('12 rows with 10')
  })
})
