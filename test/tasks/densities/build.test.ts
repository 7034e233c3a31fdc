import * as Either from 'fp-ts/lib/Either.js'
import { describe, expect, it } from 'vitest'
import type { Fallible } from '../../../src/codec/index.ts'
import { drawFaults, orThrow } from '../../../src/codec/index.ts'
import { stream } from '../../../src/random/index.ts'
import { buildDensity, defaultDensity, densities, densityFrom, fitBuilt } from '../../../src/tasks/densities/index.ts'
import { models, trainingOf } from './models.ts'

const textOf = (value: Fallible<unknown>): string => (Either.isLeft(value) ? drawFaults(value.left) : '')

describe('a density of codes', () => {
  it('is by default the prior, a mixture for real codes without one, the codes themselves for others', () => {
    const names = Object.entries(models).map(([name, model]) => [name, defaultDensity(model).density])
    expect(Object.fromEntries(names)).toEqual({
      plain: 'gaussianMixture',
      variational: 'prior',
      wasserstein: 'prior',
      bernoulli: 'prior',
      categorical: 'prior',
      spherical: 'prior',
      quantised: 'empirical',
    })
  })

  it('is refused with a reason for a model that cannot have it, under a wrong name or with wrong settings', () => {
    expect(textOf(buildDensity(densities, { density: 'gaussianMixture' }, models.quantised))).toBe(
      'density: expected a code whose entries may be any numbers, found a quantised code, of finitely many vectors (take the density "empirical")',
    )
    expect(textOf(buildDensity(densities, { density: 'gausianMixture' }, models.plain))).toContain(
      'did you mean "gaussianMixture"?',
    )
    expect(textOf(buildDensity(densities, { density: 'gaussianMixture', components: 0 }, models.plain))).toContain(
      'density.components: expected a whole number from 1 to 10000, found 0',
    )
  })

  it('that is fitted needs codes, all finite', () => {
    const ready = orThrow(buildDensity(densities, { density: 'gaussianMixture' }, models.plain))
    expect(textOf(fitBuilt(ready, undefined, stream(0)))).toContain('expected training rows')
    const { codes } = trainingOf(20, 2)
    const broken = { codes: { ...codes, values: codes.values.map((value, i) => (i === 7 ? Number.NaN : value)) } }
    expect(textOf(fitBuilt(ready, broken, stream(0)))).toContain('expected finite numbers')
  })

  it('that was kept is checked when it is used', () => {
    const kept = { spec: { density: 'gaussianMixture' }, fitted: { weights: [1] } }
    expect(textOf(densityFrom(densities, kept, models.plain))).toContain('density.fitted.covariance')
  })
})
