import { integer, struct } from '../../codec/index.ts'
import { over, scalar, scale, square, times, total } from '../../tensor/derived.ts'
import * as Named from '../../tensor/named.ts'
import { present } from '../../tensor/present.ts'
import { defineTerm } from '../core/define.ts'
import { directionsOf, probeNoise } from '../core/probes.ts'
import { builtTerm, termValue } from '../core/term.ts'

/**
 * The gradient penalty on the decoder (Ghosh et al. 2020, section 3, RAE-GP): ‖J‖² summed over all entries of the Jacobian
 * of the output in the code, mean over the rows, without a factor ½. All rows count alike. Codes of up to 32
 * entries are treated exactly, entry by entry, larger ones by random signs v with E‖J v‖² = ‖J‖² (4 of them
 * by default).
 *
 *     L  = Σₙ Σₖ ‖J vₖ‖² / N
 *     dz = dL · Σₖ ∂⟨uₖ, J vₖ⟩/∂z and dθ = dL · Σₖ ∂⟨uₖ, J vₖ⟩/∂θ, with uₖ = 2 J vₖ / N held fixed
 *
 * J v is the decoder's tangent along v, and its gradient the tangent of its pullback, so any decoder has both.
 *
 * @example
 * const rae = combine(mse, weighted(1e-3, l2Activity()), weighted(1e-4, gradientPenalty()))
 */
export const gradientPenalty = defineTerm(
  {
    name: 'gradientPenalty',
    summary: 'Gradient penalty on the decoder (RAE-GP): the squared Frobenius norm of its Jacobian.',
    codec: (common) => struct({}, { ...common, probes: integer({ minimum: 1, maximum: 1024 }) }),
    build: ({ probes }, { code: sizes }) =>
      builtTerm({
        needs: ['code'],
        noise: probeNoise(sizes, probes),
        run: (A, { aux, noise, decoder }) => {
          const code = Named.get(aux, 'code')
          const { directions, factor: share } = directionsOf(A, code, noise)
          const decoded = decoder.at(code)
          const tangents = directions.map((v) => decoded.jvp(v))
          const n = A.extent(code, [0])
          const squares = tangents.map(({ value }) => total(A, square(A, value)))
          return termValue(scale(A, over(A, squares.reduce(A.add, scalar(A, 0)), n), share), (dvalue) => {
            const factor = A.div(scale(A, dvalue, 2 * share), n)
            const gradients = tangents.map(({ value, vjp }) => vjp(times(A, value, factor)))
            return {
              daux: { code: gradients.map(({ dx }) => dx).reduce(A.add) },
              dparameters: gradients.reduce<Named.Named<typeof code>>(
                (sum, { dparameters }) => Named.combine(sum, dparameters, A.add),
                {},
              ),
            }
          })
        },
      }),
  },
  (specify) => (probes?: number) => specify<'code'>(present({ probes })),
)
