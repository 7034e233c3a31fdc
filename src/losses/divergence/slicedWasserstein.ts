import { describe, integer, struct } from '../../codec/index.ts'
import { like, minimum, over, scale, square, times, total, zerosLike } from '../../tensor/derived.ts'
import * as Named from '../../tensor/named.ts'
import { extentAt, product } from '../../tensor/shape.ts'
import type { Tensor } from '../../tensor/tensor.ts'
import { defineTerm, withOptions } from '../core/define.ts'
import { flattenRows } from '../core/flattenRows.ts'
import { priorSample } from '../core/prior.ts'
import { builtTerm, termValue } from '../core/term.ts'

/** As in the paper. */
const defaultDirections = 50
/** The number of directions whose N × N matrices are in memory at once. */
const directionsPerGroup = 10

/** Repeats vectors as columns: [g, N] → [g, N, N]. */
const repeatColumns = <T>(A: Tensor<T>, a: T): T => {
  const [g, n] = [extentAt(A.shape(a), 0), extentAt(A.shape(a), 1)]
  return A.expand(A.reshape(a, [g, n, 1]), [g, n, n])
}

/** Repeats vectors as rows: [g, N] → [g, N, N]. */
const repeatRows = <T>(A: Tensor<T>, a: T): T => {
  const [g, n] = [extentAt(A.shape(a), 0), extentAt(A.shape(a), 1)]
  return A.expand(A.reshape(a, [g, 1, n]), [g, n, n])
}

/** The ranks of numbers in each sorted line, [g, N]: from `start` up to `stop`; equal numbers share a range. */
interface Ranks<T> {
  readonly start: T
  readonly stop: T
}

const ranksOf = <T>(A: Tensor<T>, a: T): Ranks<T> => {
  const shape = A.shape(a)
  const greater = A.greater(repeatColumns(A, a), repeatRows(A, a))
  const count = (axis: number): T => A.reshape(A.sum(greater, [axis]), shape)
  return { start: count(2), stop: A.sub(A.expand(A.extent(a, [1]), shape), count(1)) }
}

/**
 * The transport plan between two sorted sets, [g, N, N]: the shared ranks of each pair of numbers, divided by the ranks
 * of both. Without ties it is a permutation; its rows and columns sum to 1.
 */
const coupling = <T>(A: Tensor<T>, a: Ranks<T>, b: Ranks<T>): T => {
  const stop = minimum(A, repeatColumns(A, a.stop), repeatRows(A, b.stop))
  const overlap = A.sub(stop, A.maximum(repeatColumns(A, a.start), repeatRows(A, b.start)))
  const widths = A.mul(repeatColumns(A, A.sub(a.stop, a.start)), repeatRows(A, A.sub(b.stop, b.start)))
  return A.div(A.maximum(overlap, zerosLike(A, overlap)), widths)
}

/** The cost of transporting each line of u to that of v, both [g, N], and the distance of each number from its target. */
const transport = <T>(A: Tensor<T>, u: T, v: T): { readonly cost: T; readonly gaps: () => T } => {
  const plan = coupling(A, ranksOf(A, u), ranksOf(A, v))
  const [g, n] = [extentAt(A.shape(u), 0), extentAt(A.shape(u), 1)]
  return {
    cost: total(A, A.mul(plan, square(A, A.sub(repeatColumns(A, u), repeatRows(A, v))))),
    gaps: () => A.sub(u, A.reshape(A.matmul(plan, A.reshape(v, [g, n, 1])), [g, n])),
  }
}

/** The transports along all directions, a group at a time; `u` and `v` are [directions, N]. */
const transportInGroups = <T>(A: Tensor<T>, directions: number, u: T, v: T) =>
  Array.from({ length: Math.ceil(directions / directionsPerGroup) }, (_, k) => {
    const range = { start: k * directionsPerGroup, stop: Math.min(directions, (k + 1) * directionsPerGroup) }
    return transport(A, A.slice(u, [range, null]), A.slice(v, [range, null]))
  })

/**
 * The sliced Wasserstein distance (Kolouri et al. 2018, equation 9): the N codes and N samples p of the unit Gaussian are
 * projected on random lines θ, 50 by default. On a line, optimal transport pairs the sorted numbers. The algebra has no
 * sort; the rank of a number is the count of smaller ones. Equal numbers share a range of ranks, so the cost is exact for
 * ties too. Sample weights are not used.
 *
 *     L  = Σₗ Σᵢⱼ Tˡᵢⱼ (uᵢ − vⱼ)² / LN      u = z·θₗ/‖θₗ‖   v = p·θₗ/‖θₗ‖      z, p: [N, d]   θ: [L, d]   T: [N, N]
 *     Tᵢⱼ = |[aᵢ, bᵢ) ∩ [cⱼ, dⱼ)| / (bᵢ − aᵢ)(dⱼ − cⱼ)      aᵢ = #{u < uᵢ}   bᵢ = #{u ≤ uᵢ}, and so c, d of v
 *     dz = 2 dL · Σₗ (u − T·v) · θₗ/‖θₗ‖ / LN, the order held fixed
 *
 * @example
 * const swae = combine(mse, weighted(10, slicedWasserstein))
 */
export const slicedWasserstein = defineTerm(
  {
    name: 'slicedWasserstein',
    summary: 'Sliced Wasserstein distance between the codes of the minibatch and samples of N(0, I).',
    codec: (common) =>
      struct(
        {},
        {
          ...common,
          directions: describe(
            integer({ minimum: 1, maximum: 1024 }),
            'the number of random projections; 50 by default',
          ),
        },
      ),
    build: ({ directions = defaultDirections }, { code: sizes }) =>
      builtTerm({
        needs: ['code'],
        prior: { kind: 'gaussian' },
        noise: {
          prior: priorSample(sizes),
          direction: {
            shape: [directions, product(sizes)],
            per: 'step',
            distribution: { kind: 'normal' },
            neutral: 1,
            isSample: true,
          },
        },
        run: (A, { aux, noise }) => {
          const code = Named.get(aux, 'code')
          const [z, p] = [flattenRows(A, code), flattenRows(A, Named.get(noise, 'prior'))]
          const normal = Named.get(noise, 'direction')
          const lines = A.div(normal, like(A, A.sqrt(A.sum(square(A, normal), [1])), normal))
          const [u, v] = [A.matmul(lines, z, { b: true }), A.matmul(lines, p, { b: true })]
          const groups = transportInGroups(A, directions, u, v)
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
      }),
  },
  withOptions<'code'>(),
)
