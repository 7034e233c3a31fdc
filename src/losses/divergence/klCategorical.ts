import { like, logSumExp, over, shift, times, total } from '../../tensor/derived.ts'
import * as Named from '../../tensor/named.ts'
import { extentAt } from '../../tensor/shape.ts'
import { defineTerm, noSettings } from '../core/define.ts'
import { builtTerm, termValue } from '../core/term.ts'

/**
 * The divergence of a categorical code from the uniform distribution (Jang et al. 2017, section 3.2): a sum over the groups, a
 * mean over the rows.
 *
 *     L  = Σₙ (log C + Σ p log p) / N               p = softmax ℓ over the C classes   ℓ = logits: [N, …, C]
 *     dℓ = dL · p ⊙ (log p − Σ p log p) / N
 */
export const klCategorical = defineTerm(
  {
    name: 'klCategorical',
    summary: 'Kullback–Leibler divergence of a categorical code from the uniform distribution, in nats.',
    codec: noSettings,
    build: () =>
      builtTerm({
        needs: ['logits'],
        remedy: 'end the encoder with a categorical code, categorical(…)',
        prior: { kind: 'categorical' },
        run: (A, { aux }) => {
          const logits = Named.get(aux, 'logits')
          const shape = A.shape(logits)
          const [n, last] = [A.extent(logits, [0]), shape.length - 1]
          const logP = A.sub(logits, like(A, logSumExp(A, logits, [last]), logits))
          const p = A.exp(logP)
          const negativeEntropy = A.sum(A.mul(p, logP), [last])
          const divergence = shift(A, negativeEntropy, Math.log(Number(extentAt(shape, last))))
          return termValue(over(A, total(A, divergence), n), (dvalue) => ({
            daux: {
              logits: times(A, A.mul(p, A.sub(logP, like(A, negativeEntropy, logP))), A.div(dvalue, n)),
            },
          }))
        },
      }),
  },
  (specify) => specify<'logits'>(),
)
