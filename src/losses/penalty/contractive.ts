import { integer, struct } from '../../codec/index.ts'
import { over, scalar, scale, square, times, total } from '../../tensor/derived.ts'
import * as Named from '../../tensor/named.ts'
import { loss } from '../core/loss.ts'
import { probesOf, unitVectors } from '../core/probes.ts'
import { row, termValue } from '../core/term.ts'

const contractiveRow = row({
  name: 'contractive',
  summary: 'The squared norm of the encoder’s Jacobian: codes that move little when the input does.',
  codec: (common) => struct({}, { ...common, probes: integer({ minimum: 1, maximum: 1024 }) }),
  needs: () => ['code'],
  noise: ({ probes }, { code }) => probesOf(code, probes),
  run: (A, { aux, noise, jacobian }) => {
    const code = Named.get(aux, 'code')
    const random = Object.values(noise)
    const probes = random.length > 0 ? random : unitVectors(A, code)
    const share = random.length > 0 ? 1 / random.length : 1
    const rows = probes.map((u) => jacobian.transposed(u))
    const n = A.extent(code, [0])
    const squares = rows.map((g) => total(A, square(A, g)))
    return termValue(scale(A, over(A, squares.reduce(A.add, scalar(A, 0)), n), share), (dvalue) => {
      const factor = A.div(scale(A, dvalue, 2 * share), n)
      const gradients = probes.flatMap((u, k) => {
        const g = rows[k]
        return g === undefined ? [] : [jacobian.gradient(u, times(A, g, factor))]
      })
      return { dparameters: gradients.reduce((all, one) => Named.combine(all, one, A.add), {}) }
    })
  },
})

/**
 * The contractive penalty (Rifai et al. 2011, equation 7): ‖J‖² summed over all entries of the Jacobian of the
 * code in the input, mean over the rows, without a factor ½. Codes of up to 32 entries are treated exactly, larger
 * ones by random signs u with E‖Jᵀu‖² = ‖J‖² (4 of them by default).
 *
 *     L = Σₙ Σₖ ‖Jᵀuₖ‖² / N      dθ = dL · ∂⟨uₖ, J vₖ⟩/∂θ with vₖ = 2 Jᵀuₖ / N held fixed
 *
 * The gradient is the tangent of the pullback at uₖ along vₖ, so any encoder has it.
 */
export const contractive = Object.assign(
  (probes?: number) => loss<'code'>({ term: 'contractive', ...(probes === undefined ? {} : { probes }) }),
  { definition: contractiveRow },
)
