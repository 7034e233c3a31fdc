import { like, logSumExp, over, shift, times, total } from '../../tensor/derived.ts'
import * as Named from '../../tensor/named.ts'
import { extentAt } from '../../tensor/shape.ts'
import { noSettings } from '../penalty/commitment.ts'
import { loss } from '../core/loss.ts'
import { row, termValue } from '../core/term.ts'

const klCategoricalRow = row({
  name: 'klCategorical',
  summary: 'How far the distribution of a categorical code is from the uniform one, in nats.',
  codec: noSettings,
  needs: () => ['logits'],
  remedy: 'end the encoder with a categorical code, categorical(…)',
  run: (A, { aux }) => {
    const logits = Named.get(aux, 'logits')
    const shape = A.shape(logits)
    const [n, last] = [A.extent(logits, [0]), shape.length - 1]
    const logP = A.sub(logits, like(A, logSumExp(A, logits, [last]), logits))
    const p = A.exp(logP)
    const order = A.sum(A.mul(p, logP), [last])
    const entries = shift(A, order, Math.log(Number(extentAt(shape, last))))
    return termValue(over(A, total(A, entries), n), (dvalue) => ({
      daux: { logits: times(A, A.mul(p, A.sub(logP, like(A, order, logP))), A.div(dvalue, n)) },
    }))
  },
})

/**
 * The divergence of a categorical code from equal chances (Jang et al. 2017, section 3.2): a sum over the groups, a
 * mean over the rows.
 *
 *     L  = Σₙ (log C + Σ p log p) / N               p = softmax ℓ over the C classes   ℓ = logits: [N, …, C]
 *     dℓ = dL · p ⊙ (log p − Σ p log p) / N
 */
export const klCategorical = Object.assign(loss<'logits'>({ term: 'klCategorical' }), { definition: klCategoricalRow })
