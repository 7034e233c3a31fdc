import { describe, integer, struct } from '../../codec/index.ts'
import { like, minimum, over, scale, square, times, total, zerosLike } from '../../tensor/derived.ts'
import * as Named from '../../tensor/named.ts'
import type { Tensor } from '../../tensor/tensor.ts'
import { extentAt, product } from '../../tensor/shape.ts'
import { withOptions } from '../core/loss.ts'
import { vectors } from '../core/matrix.ts'
import { priorSample } from '../core/prior.ts'
import { row, termValue } from '../core/term.ts'

/** Directions where the spec does not say, as in the paper. */
const usual = 50
/** So many directions are compared at a time: all pairs of rows along each of them are in memory at once. */
const atOnce = 10

/** A number for each row in all columns of a square, [g, N] → [g, N, N]. */
const inRows = <T>(A: Tensor<T>, a: T): T => {
  const [g, n] = [extentAt(A.shape(a), 0), extentAt(A.shape(a), 1)]
  return A.expand(A.reshape(a, [g, n, 1]), [g, n, n])
}

/** A number for each column in all its rows. */
const inColumns = <T>(A: Tensor<T>, a: T): T => {
  const [g, n] = [extentAt(A.shape(a), 0), extentAt(A.shape(a), 1)]
  return A.expand(A.reshape(a, [g, 1, n]), [g, n, n])
}

/** The places that numbers take when each line is sorted, [g, N]: from `start` up to `stop`; equal ones share theirs. */
interface Places<T> {
  readonly start: T
  readonly stop: T
}

const placesOf = <T>(A: Tensor<T>, a: T): Places<T> => {
  const shape = A.shape(a)
  const greater = A.greater(inRows(A, a), inColumns(A, a))
  const count = (axis: number): T => A.reshape(A.sum(greater, [axis]), shape)
  return { start: count(2), stop: A.sub(A.expand(A.extent(a, [1]), shape), count(1)) }
}

/**
 * Which part of each number goes to which of the others where both are sorted, [g, N, N]: the share of places that they
 * have in common. Without ties it is a permutation; its rows and columns add up to 1.
 */
const coupling = <T>(A: Tensor<T>, a: Places<T>, b: Places<T>): T => {
  const stop = minimum(A, inRows(A, a.stop), inColumns(A, b.stop))
  const common = A.sub(stop, A.maximum(inRows(A, a.start), inColumns(A, b.start)))
  const widths = A.mul(inRows(A, A.sub(a.stop, a.start)), inColumns(A, A.sub(b.stop, b.start)))
  return A.div(A.maximum(common, zerosLike(A, common)), widths)
}

/** The cost of moving each line of u to that of v, [g, N] both, and how far each number is from where it goes. */
const transport = <T>(A: Tensor<T>, u: T, v: T): { readonly cost: T; readonly gaps: () => T } => {
  const plan = coupling(A, placesOf(A, u), placesOf(A, v))
  const [g, n] = [extentAt(A.shape(u), 0), extentAt(A.shape(u), 1)]
  return {
    cost: total(A, A.mul(plan, square(A, A.sub(inRows(A, u), inColumns(A, v))))),
    gaps: () => A.sub(u, A.reshape(A.matmul(plan, A.reshape(v, [g, n, 1])), [g, n])),
  }
}

const slicedWassersteinRow = row({
  name: 'slicedWasserstein',
  summary: 'The sliced Wasserstein distance between the codes of the minibatch and samples of the unit Gaussian.',
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
      neutral: 1,
      isSample: true,
    },
  }),
  run: (A, { aux, noise }, { directions = usual }) => {
    const code = Named.get(aux, 'code')
    const [z, p] = [vectors(A, code), vectors(A, Named.get(noise, 'prior'))]
    const drawn = Named.get(noise, 'direction')
    const lines = A.div(drawn, like(A, A.sqrt(A.sum(square(A, drawn), [1])), drawn))
    const [onCode, onPrior] = [A.matmul(lines, z, { b: true }), A.matmul(lines, p, { b: true })]
    const groups = Array.from({ length: Math.ceil(directions / atOnce) }, (_, k) => {
      const range = { start: k * atOnce, stop: Math.min(directions, (k + 1) * atOnce) }
      return transport(A, A.slice(onCode, [range, null]), A.slice(onPrior, [range, null]))
    })
    const count = scale(A, A.extent(z, [0]), directions)
    return termValue(over(A, groups.map(({ cost }) => cost).reduce(A.add), count), (dvalue) => {
      const gaps = A.concat(
        groups.map(({ gaps: each }) => each()),
        0,
      )
      const slope = times(A, scale(A, gaps, 2), A.div(dvalue, count))
      return { daux: { code: A.reshape(A.matmul(slope, lines, { a: true }), A.shape(code)) } }
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
