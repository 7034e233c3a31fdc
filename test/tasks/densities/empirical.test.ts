import * as Either from 'fp-ts/lib/Either.js'
import { describe, expect, it } from 'vitest'
import { drawFaults, orThrow } from '../../../src/codec/index.ts'
import { stream } from '../../../src/random/index.ts'
import { buildDensity, densities, fitBuilt } from '../../../src/tasks/densities/index.ts'
import { models } from './models.ts'

/** Two positions with vectors of two entries. */
const codes = { length: 3, width: 4, values: Float64Array.of(1, 1, 2, 2, 3, 3, 4, 4, 5, 5, 6, 6) }

const samplesBy = (settings: object): ReadonlyArray<string> => {
  const ready = orThrow(buildDensity(densities, { density: 'empirical', ...settings }, models.quantised))
  const { fitted } = orThrow(fitBuilt(ready, { codes }, stream(1)))
  const { values, length } = ready.built.density(fitted).sample(500, stream(2))
  const texts = Array.from({ length }, (_, row) => values.subarray(4 * row, 4 * row + 4).join(' '))
  return [...new Set(texts)].toSorted()
}

describe('the empirical density', () => {
  // Each of the 9 pairs is missing after 500 draws with a chance of (8/9)^500 < 10⁻²⁵.
  it('draws the vector of each position by itself', () => {
    expect(samplesBy({})).toEqual(
      ['1 1', '3 3', '5 5'].flatMap((first) => ['2 2', '4 4', '6 6'].map((second) => `${first} ${second}`)),
    )
  })

  it('or along another axis, or whole codes', () => {
    expect(samplesBy({ axis: 0 })).toHaveLength(9)
    expect(samplesBy({ axis: 0 })).toContain('1 3 2 4')
    expect(samplesBy({ by: 'row' })).toEqual(['1 1 2 2', '3 3 4 4', '5 5 6 6'])
  })

  it('refuses an axis that the code does not have', () => {
    const built = buildDensity(densities, { density: 'empirical', axis: 2 }, models.quantised)
    expect(Either.isLeft(built) ? drawFaults(built.left) : '').toBe(
      'density.axis: expected an axis of the code, from -2 to 1, found 2',
    )
  })
})
