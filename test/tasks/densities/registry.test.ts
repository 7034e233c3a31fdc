import * as Either from 'fp-ts/lib/Either.js'
import { describe, expect, it } from 'vitest'
import { decode, orThrow } from '../../../src/codec/index.ts'
import { stream } from '../../../src/random/index.ts'
import { buildDensity, densities, densityFrom, fitBuilt } from '../../../src/tasks/densities/index.ts'
import { product } from '../../../src/tensor/shape.ts'
import { models, trainingOf } from './models.ts'

/** Settings with which a density is fitted sooner. */
const settings: Readonly<Record<string, object>> = { flow: { steps: 10 } }

/** Every density for every model that can have it. */
const cases = Object.keys(densities).flatMap((density) =>
  Object.entries(models).flatMap(([name, model]) => {
    const ready = buildDensity(densities, { density, ...settings[density] }, model)
    return Either.isLeft(ready) ? [] : [{ density, name, model, ready: ready.right }]
  }),
)

describe('densities of codes', () => {
  it('are for all models that there are, each for some', () => {
    expect(new Set(cases.map(({ density }) => density))).toEqual(new Set(Object.keys(densities)))
    expect(new Set(cases.map(({ name }) => name))).toEqual(new Set(Object.keys(models)))
  })

  it.each(cases)('$density of a $name code', ({ model, ready }) => {
    const width = product(model.code)
    const training = trainingOf(60, width, model.encoder.distribution === 'gaussian')
    const fit = orThrow(fitBuilt(ready, training, stream(1)))
    // What it keeps is plain data that comes back from text.
    const fitted = JSON.parse(JSON.stringify(ready.built.fitted.encode(fit.fitted)))
    expect(decode(ready.built.fitted, fitted)).toEqual(Either.right(fit.fitted))
    const density = orThrow(densityFrom(densities, { spec: fit.spec, fitted }, model))
    const samples = density.sample(20, stream(2))
    expect([samples.length, samples.width, samples.values.length]).toEqual([20, width, 20 * width])
    expect(samples.values.every((value) => Number.isFinite(value))).toBe(true)
    expect(density.sample(20, stream(2))).toEqual(samples)
    expect([...density.sample(7, stream(2)).values]).toEqual([...samples.values.subarray(0, 7 * width)])
    expect(density.sample(20, stream(3))).not.toEqual(samples)
    density.logDensity?.(samples).forEach((log) => expect(Number.isFinite(log)).toBe(true))
    expect(fitBuilt(ready, training, stream(1))).toEqual(Either.right(fit))
  })
})
