import { integer, struct } from '../../codec/index.ts'
import { over, scalar, scale, square, times, total } from '../../tensor/derived.ts'
import * as Named from '../../tensor/named.ts'
import { loss } from '../core/loss.ts'
import { probesOf, unitVectors } from '../core/probes.ts'
import { row, termValue } from '../core/term.ts'

const gradientPenaltyRow = row({
  name: 'gradientPenalty',
  summary: 'The squared norm of the decoder’s Jacobian: outputs that change little when the code does.',
  codec: (common) => struct({}, { ...common, probes: integer({ minimum: 1, maximum: 1024 }) }),
  needs: () => ['code'],
  noise: ({ probes }, { code }) => probesOf(code, probes),
  run: (A, { aux, noise, decoder }) => {
    const code = Named.get(aux, 'code')
    const random = Object.values(noise)
    const directions = random.length > 0 ? random : unitVectors(A, code)
    const share = random.length > 0 ? 1 / random.length : 1
    const moved = directions.map((v) => decoder.along(v))
    const n = A.extent(code, [0])
    const squares = moved.map(({ value }) => total(A, square(A, value)))
    return termValue(scale(A, over(A, squares.reduce(A.add, scalar(A, 0)), n), share), (dvalue) => {
      const factor = A.div(scale(A, dvalue, 2 * share), n)
      const gradients = moved.map(({ value, gradient }) => gradient(times(A, value, factor)))
      return {
        daux: { code: gradients.map(({ dcode }) => dcode).reduce(A.add) },
        dparameters: gradients.reduce<Named.Named<typeof code>>(
          (all, { dparameters }) => Named.combine(all, dparameters, A.add),
          {},
        ),
      }
    })
  },
})

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
export const gradientPenalty = Object.assign(
  (probes?: number) => loss<'code'>({ term: 'gradientPenalty', ...(probes === undefined ? {} : { probes }) }),
  { definition: gradientPenaltyRow },
)
