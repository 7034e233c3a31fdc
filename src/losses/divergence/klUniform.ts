import { like, over, total } from '../../tensor/derived.ts'
import * as Named from '../../tensor/named.ts'
import { defineTerm, noSettings } from '../core/define.ts'
import { builtTerm, termValue } from '../core/term.ts'

/**
 * The Kullback–Leibler divergence of a hyperspherical code from the uniform distribution on the sphere, which the layer
 * of the code gives in closed form (De Cao and Aziz 2020, section 3.3): a mean over the rows.
 *
 *     L = Σₙ divergenceₙ / N      ddivergence = dL / N      divergence: [N, 1]
 */
export const klUniform = defineTerm(
  {
    name: 'klUniform',
    summary:
      'Kullback–Leibler divergence of a hyperspherical code from the uniform distribution on the sphere, in nats.',
    codec: noSettings,
    build: () =>
      builtTerm({
        needs: ['divergence'],
        remedy: 'end the encoder with a hyperspherical code, powerSpherical(…)',
        prior: { kind: 'spherical' },
        run: (A, { aux }) => {
          const divergence = Named.get(aux, 'divergence')
          const n = A.extent(divergence, [0])
          return termValue(over(A, total(A, divergence), n), (dvalue) => ({
            daux: { divergence: like(A, A.div(dvalue, n), divergence) },
          }))
        },
      }),
  },
  (specify) => specify<'divergence'>(),
)
