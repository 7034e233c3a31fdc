import { describe, integer, struct } from '../codec/index.ts'
import { like, minimum, over, scale, square, times, total, zerosLike } from '../tensor/derived.ts'
import * as Named from '../tensor/named.ts'
import type { Tensor } from '../tensor/tensor.ts'
import { extentAt, product } from '../tensor/shape.ts'
import { withOptions } from './loss.ts'
import { alongColumns, alongRows, vectors } from './matrix.ts'
import { priorSample } from './prior.ts'
import { row, termValue } from './term.ts'

/** Directions where the spec does not say, as in the paper. */
const usual = 50

/** The places that each number takes when all are sorted, [N, 1]: from `start` up to `stop`; equal numbers share theirs. */
interface Places<T> {
  readonly start: T
  readonly stop: T
}

const placesOf = <T>(A: Tensor<T>, a: T): Places<T> => {
  const shape = A.shape(a)
  const n = extentAt(shape, 0)
  const greater = A.greater(alongRows(A, a, n), alongColumns(A, a, n))
  const above = A.reshape(A.sum(greater, [0]), shape)
  return { start: A.sum(greater, [1]), stop: A.sub(A.expand(A.extent(a, [0]), shape), above) }
}

/**
 * Which part of each number goes to which of the others where both are sorted, [N, N]: the share of places that they have
 * in common. Without ties it is a permutation; its rows and columns add up to 1.
 */
const coupling = <T>(A: Tensor<T>, a: Places<T>, b: Places<T>): T => {
  const n = extentAt(A.shape(a.start), 0)
  const [rows, columns] = [(x: T): T => alongRows(A, x, n), (x: T): T => alongColumns(A, x, n)]
  const common = A.sub(minimum(A, rows(a.stop), columns(b.stop)), A.maximum(rows(a.start), columns(b.start)))
  const widths = A.mul(rows(A.sub(a.stop, a.start)), columns(A.sub(b.stop, b.start)))
  return A.div(A.maximum(common, zerosLike(A, common)), widths)
}

const slicedWassersteinRow = row({
  name: 'slicedWasserstein',
  intent: 'The sliced Wasserstein distance between the codes of the minibatch and samples of the unit Gaussian.',
  codec: (common) =>
    struct(
      {},
      { ...common, directions: describe(integer({ minimum: 1, maximum: 1024 }), 'how many lines are projected on') },
    ),
  needs: () => ['code'],
  noise: ({ directions = usual }, { code }) => ({
    prior: priorSample(code),
    direction: {
      shape: [directions, product(code)],
      per: 'step',
      distribution: { kind: 'normal' },
      quiet: 1,
      sample: true,
    },
  }),
  run: (A, { aux, noise }, { directions = usual }) => {
    const code = Named.get(aux, 'code')
    const [z, p] = [vectors(A, code), vectors(A, Named.get(noise, 'prior'))]
    const drawn = Named.get(noise, 'direction')
    const lines = A.div(drawn, like(A, A.sqrt(A.sum(square(A, drawn), [1])), drawn))
    const [onCode, onPrior] = [A.matmul(z, lines, { b: true }), A.matmul(p, lines, { b: true })]
    const slices = Array.from({ length: directions }, (_, l) => {
      const slice = (a: typeof z) => A.slice(a, [null, { start: l, stop: l + 1 }])
      const [u, v] = [slice(onCode), slice(onPrior)]
      const n = extentAt(A.shape(u), 0)
      const plan = coupling(A, placesOf(A, u), placesOf(A, v))
      const apart = square(A, A.sub(alongRows(A, u, n), alongColumns(A, v, n)))
      return { cost: total(A, A.mul(plan, apart)), gap: () => A.sub(u, A.matmul(plan, v)) }
    })
    const count = scale(A, A.extent(z, [0]), directions)
    return termValue(over(A, slices.map(({ cost }) => cost).reduce(A.add), count), (dvalue) => {
      const gaps = A.concat(
        slices.map(({ gap }) => gap()),
        1,
      )
      const slope = times(A, scale(A, gaps, 2), A.div(dvalue, count))
      return { daux: { code: A.reshape(A.matmul(slope, lines), A.shape(code)) } }
    })
  },
})

/**
 * The sliced Wasserstein distance (Kolouri et al. 2018, equation 9): codes and as many samples p of the unit Gaussian are
 * projected on random lines θ, 50 by default, where the least squared cost of moving one to the other pairs them in
 * order. The algebra cannot sort, but a number's place follows from comparing it with all others; equal numbers share
 * their places, so that the cost is exact there too. All rows count alike.
 *
 *     L  = Σₗ Σᵢⱼ Tˡᵢⱼ (uᵢ − vⱼ)² / LN      u = z·θₗ/‖θₗ‖   v = p·θₗ/‖θₗ‖      z, p: [N, d]   θ: [L, d]   T: [N, N]
 *     Tᵢⱼ = |[aᵢ, bᵢ) ∩ [cⱼ, dⱼ)| / (bᵢ − aᵢ)(dⱼ − cⱼ)      aᵢ = #{u < uᵢ}   bᵢ = #{u ≤ uᵢ}, and so c, d of v
 *     dz = 2 dL · Σₗ (u − T·v) · θₗ/‖θₗ‖ / LN, the order held fixed
 *
 * @example
 * const swae = combine(mse, weighted(10, slicedWasserstein))
 */
export const slicedWasserstein = withOptions<'code', { readonly directions: number }>(slicedWassersteinRow)
