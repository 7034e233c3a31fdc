import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import type { Distribution } from '../../src/random/index.ts'
import { child, draw, fillRows, path, permutation, stream } from '../../src/random/index.ts'

const uniform: Distribution = { kind: 'uniform' }
const n = 20_000
/** Six standard errors: a false alarm once in 500 million. */
const sigmas = 6

const mean = (values: Float64Array): number => values.reduce((sum, value) => sum + value, 0) / values.length
const correlation = (a: Float64Array, b: Float64Array): number => {
  const [ma, mb] = [mean(a), mean(b)]
  const moment = (x: Float64Array, y: Float64Array, mx: number, my: number) =>
    x.reduce((sum, v, i) => sum + (v - mx) * ((y[i] ?? 0) - my), 0)
  return moment(a, b, ma, mb) / Math.sqrt(moment(a, a, ma, ma) * moment(b, b, mb, mb))
}

describe('draws', () => {
  const moments: ReadonlyArray<readonly [Distribution, mean: number, variance: number]> = [
    [uniform, 0.5, 1 / 12],
    [{ kind: 'normal' }, 0, 1],
    [{ kind: 'rademacher' }, 0, 1],
    [{ kind: 'bernoulli', probability: 0.3 }, 0.3, 0.21],
  ]
  for (const [distribution, expected, variance] of moments)
    it(`${distribution.kind}: mean and variance`, () => {
      fc.assert(
        fc.property(fc.integer(), (seed) => {
          const values = draw(stream(seed), n, distribution)
          expect(Math.abs(mean(values) - expected)).toBeLessThan(sigmas * Math.sqrt(variance / n))
          const squares = mean(values.map((value) => (value - expected) ** 2))
          expect(Math.abs(squares - variance)).toBeLessThan(sigmas * Math.sqrt((3 * variance * variance) / n))
        }),
        { numRuns: 20 },
      )
    })

  it('uniform numbers lie inside (0, 1) and are exact in float32', () => {
    for (const value of draw(stream(3), n, uniform)) {
      expect(value > 0 && value < 1 && Math.fround(value) === value).toBe(true)
    }
  })

  it('neighbouring seeds, names and numbers are not correlated', () => {
    fc.assert(
      fc.property(fc.integer({ min: -1e6, max: 1e6 }), (seed) => {
        const from = stream(seed)
        for (const other of [
          stream(seed + 1),
          child(from, 'a'),
          child(from, 'b'),
          child(from, 1),
          child(from, 2),
          path(from, 'a', 'b'),
        ])
          expect(Math.abs(correlation(draw(from, n, uniform), draw(other, n, uniform)))).toBeLessThan(
            sigmas / Math.sqrt(n),
          )
        expect(Math.abs(correlation(draw(child(from, 1), n, uniform), draw(child(from, 2), n, uniform)))).toBeLessThan(
          sigmas / Math.sqrt(n),
        )
      }),
      { numRuns: 10 },
    )
  })

  it('are the same for the same stream, and a prefix of longer ones', () => {
    fc.assert(
      fc.property(fc.integer(), fc.nat(50), fc.nat(50), (seed, a, b) => {
        expect(draw(stream(seed), a + b, uniform).slice(0, a)).toEqual(draw(stream(seed), a, uniform))
      }),
    )
  })

  it('of a row depend on the row alone, not on the batch', () => {
    fc.assert(
      fc.property(
        fc.integer(),
        fc.uniqueArray(fc.nat(1e9), { minLength: 1, maxLength: 8 }),
        fc.integer({ min: 1, max: 9 }),
        (seed, rows, width) => {
          const all = new Float64Array(rows.length * width)
          fillRows(stream(seed), rows, width, { kind: 'normal' }, all)
          for (const [i, row] of rows.entries()) {
            const alone = new Float64Array(width)
            fillRows(stream(seed), [row], width, { kind: 'normal' }, alone)
            expect(all.slice(i * width, (i + 1) * width)).toEqual(alone)
          }
        },
      ),
    )
  })

  it('a seed that is no whole number is refused', () => expect(() => stream(0.5)).toThrow('a seed is a whole number'))
})

describe('permutation', () => {
  it('has every index once', () => {
    fc.assert(
      fc.property(fc.integer(), fc.nat(200), (seed, length) => {
        const order = permutation(stream(seed), length)
        expect([...order].toSorted((a, b) => a - b)).toEqual(Array.from({ length }, (_, i) => i))
      }),
    )
  })

  it('gives every order of three equally often', () => {
    const counts = new Map<string, number>()
    for (let seed = 0; seed < 6000; seed++) {
      const key = permutation(stream(seed), 3).join()
      counts.set(key, (counts.get(key) ?? 0) + 1)
    }
    expect(counts.size).toBe(6)
    for (const count of counts.values()) expect(Math.abs(count - 1000)).toBeLessThan(sigmas * Math.sqrt(1000 * (5 / 6)))
  })
})
