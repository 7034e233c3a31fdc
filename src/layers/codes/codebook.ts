import { fill, rsub, like, meanOf, minimum, scalar, scale, shift, square, times, total } from '../../tensor/derived.ts'
import * as Named from '../../tensor/named.ts'
import type { Named as NamedOf } from '../../tensor/named.ts'
import { extentAt } from '../../tensor/shape.ts'
import type { Tensor } from '../../tensor/tensor.ts'
import type { BufferSpec } from '../core/initial.ts'
import type { Noise } from '../core/noise.ts'

/** How a codebook of K vectors of D entries learns from the rows that it stands for. */
export interface EmaSettings {
  /** How much of the averages is kept at a step. */
  readonly decay: number
  /** A code that is used less than this share of the mean is dead. */
  readonly restart: number
}

/** Random numbers of a step: whether it counts, and which rows dead codes restart at. */
export const emaNoise = (codes: number, width: number): NamedOf<Noise> => ({
  live: { shape: [], per: 'step', distribution: { kind: 'bernoulli', probability: 1 }, neutral: 0 },
  place: { shape: [codes], per: 'step', distribution: { kind: 'uniform' }, neutral: 0.5 },
  jitter: { shape: [codes, width], per: 'step', distribution: { kind: 'normal' }, neutral: 0 },
})

/** How much each code was used, and where it stands: beside a parameter, how far from it. */
export const emaBuffers = (codes: number, width: number): NamedOf<BufferSpec> => ({
  count: { shape: [codes], value: 0, positive: true },
  codes: { shape: [codes, width], value: 0 },
})

/** So far from its row, as a share of the size of all rows, a code restarts: no two are the same. */
const jitterShare = 0.01

/** Random rows, [K, D], of x: [R, D]. */
const restarts = <T>(A: Tensor<T>, x: T, { place, jitter }: { readonly place: T; readonly jitter: T }): T => {
  const rows = A.extent(x, [0])
  const last = like(A, shift(A, rows, -0.5), place)
  const chosen = A.gather(x, A.floor(minimum(A, times(A, place, rows), last)))
  const size = A.sqrt(meanOf(A, square(A, x)))
  return A.add(chosen, times(A, jitter, scale(A, size, jitterShare)))
}

/** What a step has seen of the codes. */
export interface CodeUsage<T> {
  /** [R, D] */
  readonly x: T
  /** [R, K]: 1 for the code that stands for a row. */
  readonly chosen: T
  readonly buffers: NamedOf<T>
  readonly noise: NamedOf<T>
}

/** Which codes are dead and how often each is used now, [K]; where the dead ones restart, [K, D]. */
export interface CodeCounts<T> {
  readonly dead: T
  readonly count: T
  /** How often a code that restarts counts as used, of shape []. */
  readonly share: T
  readonly restart: T
  /** A value where the step counts, else the one before. */
  readonly live: (next: T, before: T) => T
}

/**
 * The use of each code as a moving average over the steps. At the first step all codes are dead.
 *
 *     n ← γ·n + (1 − γ)·Σ chosen      dead where n < restart · Σ n / K
 */
export const codeUsage = <T>(
  A: Tensor<T>,
  { x, chosen, buffers, noise }: CodeUsage<T>,
  { decay, restart }: EmaSettings,
): CodeCounts<T> => {
  const before = Named.get(buffers, 'count')
  const k = extentAt(A.shape(before), 0)
  const used = A.reshape(A.sum(chosen, [0]), [k])
  const count = A.add(scale(A, before, decay), scale(A, used, 1 - decay))
  const share = meanOf(A, count)
  const fresh = rsub(A, 1, A.greater(total(A, before), scalar(A, 0)))
  const seldom = A.greater(like(A, scale(A, share, restart), count), count)
  const live = Named.get(noise, 'live')
  return {
    dead: A.maximum(like(A, fresh, count), seldom),
    count,
    share,
    restart: restarts(A, x, { place: Named.get(noise, 'place'), jitter: Named.get(noise, 'jitter') }),
    live: (next, old) => A.where(like(A, live, old), next, old),
  }
}

/** [K] in the shape of [K, D]. */
export const perCode = <T>(A: Tensor<T>, a: T, like: T): T =>
  A.expand(A.reshape(a, [extentAt(A.shape(a), 0), 1]), A.shape(like))

/** The count after dead codes have restarted. */
export const restartCounts = <T>(A: Tensor<T>, { dead, count, share, live }: CodeCounts<T>, before: T): T =>
  live(A.where(dead, like(A, share, count), count), before)

/** Below it a code has not been used for so long that its average says nothing. */
const least = 1e-6

/**
 * The next buffers of a codebook of moving averages (van den Oord et al. 2017, appendix A.1).
 *
 *     s ← γ·s + (1 − γ)·Σ x      e = s / n
 */
export const averaged = <T>(A: Tensor<T>, seen: CodeUsage<T>, upkeep: EmaSettings): NamedOf<T> => {
  const { x, chosen, buffers } = seen
  const [codes, sum] = [Named.get(buffers, 'codes'), Named.get(buffers, 'sum')]
  const all = codeUsage(A, seen, upkeep)
  const { dead, count, share, restart, live } = all
  const next = A.add(scale(A, sum, upkeep.decay), scale(A, A.matmul(chosen, x, { a: true }), 1 - upkeep.decay))
  const floor = fill(A, least, A.shape(count))
  const average = A.div(next, perCode(A, A.maximum(count, floor), next))
  const kept = A.where(perCode(A, A.greater(count, floor), next), average, codes)
  const isDead = perCode(A, dead, next)
  return {
    count: restartCounts(A, all, Named.get(buffers, 'count')),
    sum: live(A.where(isDead, times(A, restart, share), next), sum),
    codes: live(A.where(isDead, restart, kept), codes),
  }
}

/** The next buffers of a codebook that learns by its gradient: how far each code stands from its parameter. */
export const offsetCodebook = <T>(A: Tensor<T>, seen: CodeUsage<T>, upkeep: EmaSettings, codebook: T): NamedOf<T> => {
  const { buffers } = seen
  const codes = Named.get(buffers, 'codes')
  const all = codeUsage(A, seen, upkeep)
  const moved = A.where(perCode(A, all.dead, codes), A.sub(all.restart, codebook), codes)
  return { count: restartCounts(A, all, Named.get(buffers, 'count')), codes: all.live(moved, codes) }
}
