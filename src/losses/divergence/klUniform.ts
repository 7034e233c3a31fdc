import { like, over, total } from '../../tensor/derived.ts'
import * as Named from '../../tensor/named.ts'
import { noSettings } from '../penalty/commitment.ts'
import { loss } from '../core/loss.ts'
import { row, termValue } from '../core/term.ts'

const klUniformRow = row({
  name: 'klUniform',
  summary: 'How far the distribution of a hyperspherical code is from the uniform one, in nats.',
  codec: noSettings,
  needs: () => ['divergence'],
  remedy: 'end the encoder with a hyperspherical code, powerSpherical(…)',
  run: (A, { aux }) => {
    const divergence = Named.get(aux, 'divergence')
    const n = A.extent(divergence, [0])
    return termValue(over(A, total(A, divergence), n), (dvalue) => ({
      daux: { divergence: like(A, A.div(dvalue, n), divergence) },
    }))
  },
})

/**
 * The divergence of a hyperspherical code from the uniform distribution on the sphere, which the code itself has in
 * closed form (De Cao and Aziz 2020, section 3.3): a mean over the rows.
 *
 *     L = Σₙ divergenceₙ / N      ddivergence = dL / N      divergence: [N, 1]
 */
export const klUniform = Object.assign(loss<'divergence'>({ term: 'klUniform' }), { definition: klUniformRow })
