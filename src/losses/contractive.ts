import { integer, struct } from '../codec/index.ts'
import { over, scalar, scale, square, times, total } from '../tensor/derived.ts'
import * as Named from '../tensor/named.ts'
import type { Sizes } from '../tensor/shape.ts'
import { product } from '../tensor/shape.ts'
import type { Tensor } from '../tensor/tensor.ts'
import { loss } from './loss.ts'
import { row, termValue } from './term.ts'

/** Up to so many entries of the code, the Jacobian is computed exactly, row by row. */
const exactUpTo = 32
/** Random probes for larger codes where the spec does not say. */
const defaultProbes = 4

const probeName = (k: number): string => `probe.${k}`

/** The k-th unit vector of a code, as sizes of one row: cotangents that pick one entry of the code. */
const unit = <T>(A: Tensor<T>, code: T, sizes: Sizes, k: number): T => {
  const values = new Float64Array(product(sizes))
  values[k] = 1
  return A.expand(A.constant(values, sizes), A.shape(code))
}

const contractiveRow = row({
  name: 'contractive',
  intent: 'The squared norm of the encoder’s Jacobian: codes that move little when the input does.',
  codec: (common) => struct({}, { ...common, probes: integer({ minimum: 1, maximum: 1024 }) }),
  needs: () => ['code'],
  noise: ({ probes }, { code }) => {
    const count = probes ?? (product(code) <= exactUpTo ? 0 : defaultProbes)
    const probe = { shape: code, per: 'row', distribution: { kind: 'rademacher' }, quiet: 1 } as const
    return Object.fromEntries(Array.from({ length: count }, (_, k) => [probeName(k), probe]))
  },
  run: (A, { aux, noise, jacobian }) => {
    const code = Named.get(aux, 'code')
    const sizes = A.shape(code)
      .slice(1)
      .map((extent) => (typeof extent === 'number' ? extent : 1))
    const random = Object.values(noise)
    const exact = Array.from({ length: product(sizes) }, (_, k) => k)
    const probes = random.length > 0 ? random : exact.map((k) => unit(A, code, sizes, k))
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
  { row: contractiveRow },
)
