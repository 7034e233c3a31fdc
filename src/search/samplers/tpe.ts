import { boolean, integer, number, struct } from '../../codec/index.ts'
import { draw, path } from '../../random/index.ts'
import type { Hyperparameter, Values } from '../space/hyperparameter.ts'
import { activeValues } from '../space/hyperparameter.ts'
import { parzen } from './parzen.ts'
import type { SamplerInput } from './sampler.ts'
import { defineSampler, randomValues } from './sampler.ts'

/** At most so many trials count as good. */
const mostGood = 25

/** The candidate of a group of hyperparameters that is likeliest among good values and unlikeliest among bad ones. */
const suggest = (
  group: ReadonlyArray<Hyperparameter>,
  { hyperparameters, ranked, number: trial, seed }: SamplerInput,
  { goodShare, candidates }: { readonly goodShare: number; readonly candidates: number },
): Values => {
  const good = Math.min(mostGood, Math.ceil(goodShare * ranked.length))
  const observed = ranked.map(({ values }) => values)
  const [better, worse] = [parzen(group, observed.slice(0, good)), parzen(group, observed.slice(good))]
  const name = group.map((one) => one.name).join()
  let best: { readonly values: Values; readonly ratio: number } | undefined
  for (let i = 0; i < candidates; i++) {
    const uniforms = draw(path(seed, 'tpe', trial, name, i), group.length + 1, { kind: 'uniform' })
    const values = better.sample(uniforms)
    // What does not exist beside the rest says nothing about it.
    const compared = group.length === 1 ? values : activeValues(hyperparameters, values)
    const ratio = better.logDensity(compared) - worse.logDensity(compared)
    if (best === undefined || ratio > best.ratio) best = { values, ratio }
  }
  return best?.values ?? {}
}

/**
 * The tree-structured Parzen estimator (Bergstra, Bardenet, Bengio and Kégl 2011, section 4): after some random trials, of
 * 24 candidates from the density l of the best 15 % it suggests the one with the largest l / g, where g is the density of
 * the others. By default the densities are of all hyperparameters together (`multivariate`, Falkner, Klein and Hutter
 * 2018), with a product of kernels around each trial; else each has densities of its own.
 */
export const tpe = defineSampler({
  name: 'tpe',
  summary:
    'Tree-structured Parzen estimator: suggests what is likely among the best trials and unlikely among the others.',
  codec: struct(
    {},
    {
      startup: integer({ minimum: 1 }),
      goodShare: number({ exclusiveMinimum: 0, exclusiveMaximum: 1 }),
      candidates: integer({ minimum: 1, maximum: 10_000 }),
      multivariate: boolean,
    },
  ),
  example: { startup: 10, candidates: 24 },
  build:
    ({ startup = 10, goodShare = 0.15, candidates = 24, multivariate = true }) =>
    (input) => {
      if (input.ranked.length < startup) return randomValues(input)
      const { hyperparameters } = input
      if (multivariate) return suggest(hyperparameters, input, { goodShare, candidates })
      // Each kernel of a hyperparameter is around a trial that has it.
      return Object.assign(
        {},
        ...hyperparameters.map((one) => {
          const ranked = input.ranked.filter(({ values }) => one.name in values)
          return suggest([one], { ...input, ranked }, { goodShare, candidates })
        }),
      )
    },
})
