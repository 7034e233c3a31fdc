import { integer, struct } from '../../codec/index.ts'
import { over, scalar, scale, square, times, total } from '../../tensor/derived.ts'
import * as Named from '../../tensor/named.ts'
import { present } from '../../tensor/present.ts'
import { defineTerm } from '../core/define.ts'
import { directionsOf, probeNoise } from '../core/probes.ts'
import { builtTerm, termValue } from '../core/term.ts'

/**
 * The contractive penalty (Rifai et al. 2011, equation 7): ‖J‖² summed over all entries of the Jacobian of the
 * code in the input, mean over the rows, without a factor ½. Codes of up to 32 entries are treated exactly, larger
 * ones by random signs u with E‖Jᵀu‖² = ‖J‖² (4 of them by default).
 *
 *     L = Σₙ Σₖ ‖Jᵀuₖ‖² / N      dθ = dL · ∂⟨uₖ, J vₖ⟩/∂θ with vₖ = 2 Jᵀuₖ / N held fixed
 *
 * The gradient is the tangent of the pullback at uₖ along vₖ, so any encoder has it.
 */
export const contractive = defineTerm(
  {
    name: 'contractive',
    summary: 'Contractive penalty: the squared Frobenius norm of the Jacobian of the encoder.',
    codec: (common) => struct({}, { ...common, probes: integer({ minimum: 1, maximum: 1024 }) }),
    build: ({ probes }, { code: sizes }) =>
      builtTerm({
        needs: ['code'],
        noise: probeNoise(sizes, probes),
        run: (A, { aux, noise, encoder }) => {
          const code = Named.get(aux, 'code')
          const { directions, factor: share } = directionsOf(A, code, noise)
          const products = directions.map((u) => ({ u, g: encoder.vjp(u).dx }))
          const n = A.extent(code, [0])
          const squares = products.map(({ g }) => total(A, square(A, g)))
          return termValue(scale(A, over(A, squares.reduce(A.add, scalar(A, 0)), n), share), (dvalue) => {
            const factor = A.div(scale(A, dvalue, 2 * share), n)
            const gradients = products.map(({ u, g }) => encoder.jvp(times(A, g, factor)).vjp(u).dparameters)
            return { dparameters: gradients.reduce((sum, one) => Named.combine(sum, one, A.add), {}) }
          })
        },
      }),
  },
  (specify) => (probes?: number) => specify<'code'>(present({ probes })),
)
