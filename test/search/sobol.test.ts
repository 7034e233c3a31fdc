import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { describe, expect, it } from 'vitest'
import { stream } from '../../src/random/index.ts'
import { mostDimensions, scrambled, sobolBits, unitOf } from '../../src/search/sobol/sobol.ts'
import { root } from '../command.ts'

/** Made by test/fixtures/search/make.py with scipy.stats.qmc.Sobol. */
const { points }: { readonly points: ReadonlyArray<ReadonlyArray<number>> } = JSON.parse(
  readFileSync(join(root, 'test/fixtures/search/sobol.json'), 'utf8'),
)

describe('Sobol points', () => {
  it('are those of scipy without scrambling, in all dimensions', () => {
    const own = points.map((point, i) => point.map((_, d) => sobolBits(i, d) / 2 ** 32))
    expect(own).toEqual(points)
    expect(points[0]).toHaveLength(mostDimensions)
  })

  it('stay equally distributed when they are scrambled: the first 64 have one in each 64th of every range', () => {
    for (const seed of [1, 2])
      for (const d of [0, 1, 7, 39]) {
        const cells = points.map((_, i) => Math.floor(unitOf(scrambled(sobolBits(i, d), stream(seed + 10 * d))) * 64))
        expect(new Set(cells).size).toBe(64)
      }
  })

  it('in two dimensions too: one point in each box of 8 by 8', () => {
    const at = (i: number, d: number): number => Math.floor(unitOf(scrambled(sobolBits(i, d), stream(d))) * 8)
    expect(new Set(points.map((_, i) => 8 * at(i, 0) + at(i, 1))).size).toBe(64)
  })

  it('differ by the seed', () => {
    const first = (seed: number): number => scrambled(sobolBits(5, 3), stream(seed))
    expect(first(1)).not.toBe(first(2))
    expect(first(1)).toBe(first(1))
  })

  it('say where there are no direction numbers', () => {
    expect(() => sobolBits(1, mostDimensions)).toThrow(/at most 40 dimensions/)
  })
})
