import { describe, number, struct } from '../../codec/index.ts'
import { rsub, over, shift, times, total } from '../../tensor/derived.ts'
import * as Named from '../../tensor/named.ts'
import { defineTerm, withOptions } from '../core/define.ts'
import { builtTerm, termValue } from '../core/term.ts'

const rate = describe(
  number({ exclusiveMinimum: 0, exclusiveMaximum: 1 }),
  'the prior probability that an entry is on; 0.5 by default',
)

/**
 * The divergence of a Bernoulli code from entries that are on at a rate r, ½ by default: a sum over the entries, a
 * mean over the rows (Jang et al. 2017, section 3.2, in two classes).
 *
 *     L  = Σₙⱼ p log(p/r) + (1 − p) log((1 − p)/(1 − r)) / N      p = σ(ℓ)   ℓ = logOdds: [N, …]
 *        = Σₙⱼ p (ℓ − λ) − log(1 + exp ℓ) − log(1 − r) / N        λ = log(r/(1 − r))
 *     dℓ = dL · p (1 − p) (ℓ − λ) / N
 */
export const klBernoulli = defineTerm(
  {
    name: 'klBernoulli',
    summary: 'Kullback–Leibler divergence of a Bernoulli code from independent entries of one rate, in nats.',
    codec: (common) => struct({}, { ...common, rate }),
    build: ({ rate: prior = 0.5 }) =>
      builtTerm({
        needs: ['logOdds'],
        remedy: 'end the encoder with a Bernoulli code, bernoulli(…)',
        prior: { kind: 'bernoulli', rate: prior },
        run: (A, { aux }) => {
          const logOdds = Named.get(aux, 'logOdds')
          const n = A.extent(logOdds, [0])
          const p = A.sigmoid(logOdds)
          const shifted = shift(A, logOdds, Math.log((1 - prior) / prior))
          const divergence = shift(A, A.sub(A.mul(p, shifted), A.softplus(logOdds)), -Math.log(1 - prior))
          return termValue(over(A, total(A, divergence), n), (dvalue) => {
            const slope = A.mul(A.mul(p, rsub(A, 1, p)), shifted)
            return { daux: { logOdds: times(A, slope, A.div(dvalue, n)) } }
          })
        },
      }),
  },
  withOptions<'logOdds'>(),
)
