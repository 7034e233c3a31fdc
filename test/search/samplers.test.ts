import { describe, expect, it } from 'vitest'
import { stream } from '../../src/random/index.ts'
import type { SamplerSpec } from '../../src/search/index.ts'
import { samplers } from '../../src/search/index.ts'
import { buildSampler } from '../../src/search/samplers/index.ts'
import { activeValues } from '../../src/search/space/hyperparameter.ts'
import type { Trial, Values } from '../../src/search/index.ts'
import { trialOf } from './simulated.ts'
import { right, small } from './spaces.ts'

const { hyperparameters } = small()

const suggest = (sampler: string | SamplerSpec, number: number, seed = 1, ranked: ReadonlyArray<Trial> = []) =>
  right(buildSampler(samplers, sampler))({ hyperparameters, ranked, number, seed: stream(seed) })

describe.each(['random', 'sobol', 'tpe', 'grid'])('%s', (sampler) => {
  it('gives a value of its distribution to every hyperparameter', () => {
    for (let number = 0; number < 20; number++) {
      const values = suggest(sampler, number) ?? {}
      for (const { name, distribution } of hyperparameters) {
        const [low] = distribution.cell(values[name] ?? Number.NaN)
        expect(low).toBeGreaterThanOrEqual(-1e-9)
        expect(low).toBeLessThanOrEqual(1 + 1e-9)
      }
    }
  })

  it('depends on its input alone', () => expect(suggest(sampler, 7)).toEqual(suggest(sampler, 7)))
})

it('random values of a hyperparameter do not depend on the others', () => {
  const one = hyperparameters.filter(({ name }) => name === 'optimiser[0].rate')
  const alone = right(buildSampler(samplers, 'random'))({
    hyperparameters: one,
    ranked: [],
    number: 3,
    seed: stream(1),
  })
  expect(suggest('random', 3)).toMatchObject(alone ?? {})
})

describe('grid', () => {
  it('gives every combination that exists once, then nothing', () => {
    const seen: Array<string> = []
    for (let number = 0; ; number++) {
      const values = suggest({ sampler: 'grid', points: 2 }, number)
      if (values === undefined) break
      seen.push(JSON.stringify(activeValues(hyperparameters, values)))
    }
    // Two codes, two activations, two rates and two batches; without the first layer, and with it in two widths.
    expect(seen).toHaveLength(2 * 2 * 2 * 2 * 3)
    expect(new Set(seen).size).toBe(seen.length)
  })
})

/** A loss of values: small at a rate of 0.01, with the first layer, wide. */
const lossOf = (values: Values): number => {
  const width = values['width'] ?? 0
  return Math.abs(Math.log((values['optimiser[0].rate'] ?? 1) / 0.01)) + (width > 0 ? (16 - width) / 16 : 1.5)
}

/** The best of so many trials. */
const bestOf = (sampler: string | SamplerSpec, seed: number, trials = 36): number => {
  let made: ReadonlyArray<Trial> = []
  for (let number = 0; number < trials; number++) {
    const ranked = made.toSorted((a, b) => (a.results[0]?.objectives[0] ?? 0) - (b.results[0]?.objectives[0] ?? 0))
    const values = activeValues(hyperparameters, suggest(sampler, number, seed, ranked) ?? {})
    made = [...made, trialOf(number, 'complete', [lossOf(values)], values)]
  }
  return Math.min(...made.map(({ results }) => results[0]?.objectives[0] ?? Number.POSITIVE_INFINITY))
}

describe.each([true, false])('tpe, multivariate: %s', (multivariate) => {
  // No chance is left: the seeds are fixed, and the same seed gives the same suggestions.
  it('finds lower losses than random search, conditional hyperparameters included', () => {
    const seeds = [1, 2, 3, 4]
    const wins = seeds.filter((seed) => bestOf({ sampler: 'tpe', multivariate }, seed) < bestOf('random', seed))
    expect(wins.length).toBeGreaterThanOrEqual(3)
  })
})
