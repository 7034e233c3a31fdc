import { struct } from '../../codec/index.ts'
import { shift } from '../../tensor/derived.ts'
import { logGamma } from '../../tensor/logGamma.ts'
import { defineTerm, withOptions } from '../core/define.ts'
import type { Tensor } from '../../tensor/tensor.ts'
import type { Compared } from '../core/term.ts'
import type { EntryErrors } from '../core/likelihood.ts'
import { likelihoodTerm } from '../core/likelihood.ts'
import type { SameHead } from '../core/loss.ts'
import { library, logRates, rowOf } from '../core/rates.ts'
import { reduction } from '../core/reconstruction.ts'
import { samplePoisson, poissonNoise } from '../core/samplePoisson.ts'

const errors = <T>(A: Tensor<T>, compared: Compared<T>, byTotal: boolean): EntryErrors<T> => {
  const { target: t, output } = compared
  const { value: a, pullback } = logRates(A, output, rowOf(compared), byTotal)
  const rate = A.exp(a)
  return {
    value: A.add(A.sub(rate, A.mul(t, a)), logGamma(A, shift(A, t, 1))),
    pullback: (d) => pullback(A.mul(d, A.sub(rate, t))),
  }
}

/**
 * The negative log-probability of counts under a Poisson distribution: output [N, …input] of log-rates o. With
 * `library: true` the rates are shares of the total of the row, so that rows of different depth compare; a code that
 * belongs to no row decodes to shares of 1. Log-rates beyond ±20 are held within soft bounds.
 *
 *     e = exp a − t·a + log Γ(t + 1)      da = exp a − t      a = b(o)      mean = exp a
 */
export const poisson = defineTerm(
  likelihoodTerm({
    name: 'poisson',
    summary: 'Negative Poisson log-likelihood of counts: the decoder gives log-rates.',
    codec: (common) => struct({}, { ...common, reduction, library }),
    likelihood: ({ library: byTotal = false }, { input }) => ({
      outputSizes: input,
      targets: 'count',
      errors: (A, compared) => errors(A, compared, byTotal),
      mean: (A, output, given) => A.exp(logRates(A, output, given, byTotal).value),
      sample: {
        noise: poissonNoise(input),
        run: (A, output, noise, given) => samplePoisson(A, A.exp(logRates(A, output, given, byTotal).value), noise),
      },
    }),
  }),
  withOptions<never, SameHead>(),
)
