import { struct } from '../../codec/index.ts'
import { child } from '../../random/index.ts'
import { mostDimensions, scrambled, sobolBits, unitOf } from '../sobol/sobol.ts'
import { defineSampler, uniformAt } from './sampler.ts'

/**
 * Quasi-random search: the points of a Sobol sequence (Sobol 1967, direction numbers by Joe and Kuo 2008) with Owen’s
 * scrambling by the seed. They fill the space more evenly than random ones: the first 2ᵏ put equally many into each half,
 * quarter, … of every range. Hyperparameters beyond the fortieth are drawn at random.
 */
export const sobol = defineSampler({
  name: 'sobol',
  summary: 'Quasi-random search: a scrambled Sobol sequence, which fills the space more evenly than random points.',
  codec: struct({}),
  build:
    () =>
    ({ hyperparameters, number, seed }) =>
      Object.fromEntries(
        hyperparameters.map(({ name, distribution }, i) => {
          const u =
            i < mostDimensions ? unitOf(scrambled(sobolBits(number, i), child(seed, i))) : uniformAt(seed, number, name)
          return [name, distribution.at(u)]
        }),
      ),
})
