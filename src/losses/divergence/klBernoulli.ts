import { describe, number, struct } from '../../codec/index.ts'
import { rsub, over, shift, times, total } from '../../tensor/derived.ts'
import * as Named from '../../tensor/named.ts'
import { withOptions } from '../core/loss.ts'
import { row, termValue } from '../core/term.ts'

const rate = describe(
  number({ exclusiveMinimum: 0, exclusiveMaximum: 1 }),
  'how often an entry is on if the code says nothing; 0.5 by default',
)

const klBernoulliRow = row({
  name: 'klBernoulli',
  summary: 'How far the distribution of a Bernoulli code is from independent entries of one rate, in nats.',
  codec: (common) => struct({}, { ...common, rate }),
  needs: () => ['logOdds'],
  remedy: 'end the encoder with a Bernoulli code, bernoulli(…)',
  run: (A, { aux }, { rate: prior = 0.5 }) => {
    const logOdds = Named.get(aux, 'logOdds')
    const n = A.extent(logOdds, [0])
    const p = A.sigmoid(logOdds)
    const off = shift(A, logOdds, Math.log((1 - prior) / prior))
    const entries = shift(A, A.sub(A.mul(p, off), A.softplus(logOdds)), -Math.log(1 - prior))
    return termValue(over(A, total(A, entries), n), (dvalue) => {
      const slope = A.mul(A.mul(p, rsub(A, 1, p)), off)
      return { daux: { logOdds: times(A, slope, A.div(dvalue, n)) } }
    })
  },
})

/**
 * The divergence of a Bernoulli code from entries that are on at a rate r, ½ by default: a sum over the entries, a
 * mean over the rows (Jang et al. 2017, section 3.2, in two classes).
 *
 *     L  = Σₙⱼ p log(p/r) + (1 − p) log((1 − p)/(1 − r)) / N      p = σ(ℓ)   ℓ = logOdds: [N, …]
 *        = Σₙⱼ p (ℓ − λ) − log(1 + exp ℓ) − log(1 − r) / N        λ = log(r/(1 − r))
 *     dℓ = dL · p (1 − p) (ℓ − λ) / N
 */
export const klBernoulli = withOptions<'logOdds', { readonly rate?: number }>(klBernoulliRow)
