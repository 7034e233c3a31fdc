import * as Either from 'fp-ts/lib/Either.js'
import { describe, expect, it } from 'vitest'
import { orThrow } from '../../../src/codec/index.ts'
import { stream } from '../../../src/random/index.ts'
import { chooseDensity, densities as all } from '../../../src/tasks/densities/index.ts'
import { models, pointsFrom, trainingOf } from './models.ts'

/** Without the flow, which takes longer to fit. */
const densities = Object.fromEntries(Object.entries(all).filter(([name]) => name !== 'flow'))

describe('the choice of a density', () => {
  it('takes the one under which held-out codes are most likely, and says what the others made of them', () => {
    const near = pointsFrom(1, 400, 2)
    const far = { ...near, values: near.values.map((z, at) => 0.1 * z + (at % 4 < 2 ? 5 : -5)) }
    const { spec, trials } = orThrow(chooseDensity(densities, models.variational, { codes: far }, stream(2)))
    expect(spec).toEqual({ density: 'gaussianMixture' })
    expect(new Set(trials.map(({ density }) => density))).toEqual(
      new Set(['gaussianMixture', 'aggregatePosterior', 'prior']),
    )
    expect(trials.map(({ logDensity }) => logDensity)).toEqual(
      trials.map(({ logDensity }) => logDensity).toSorted((a, b) => b - a),
    )
  })

  it('takes the prior where codes are drawn from it and are few', () => {
    const training = { codes: pointsFrom(8, 25, 2) }
    expect(orThrow(chooseDensity(densities, models.variational, training, stream(2))).spec.density).toBe('prior')
  })

  it('takes the default for codes without a density, and needs ten rows', () => {
    expect(orThrow(chooseDensity(densities, models.quantised, trainingOf(30, 4), stream(2))).spec.density).toBe(
      'empirical',
    )
    expect(Either.isLeft(chooseDensity(densities, models.plain, trainingOf(9, 2), stream(2)))).toBe(true)
    expect(Either.isLeft(chooseDensity(densities, models.plain, undefined, stream(2)))).toBe(true)
  })
})
