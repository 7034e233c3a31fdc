import { fill, like, meanOf, minimum, rsub, scalar, scale, shift, square, times, total } from '../../tensor/derived.ts'
import * as Named from '../../tensor/named.ts'
import { extentAt } from '../../tensor/shape.ts'
import type { Tensor } from '../../tensor/tensor.ts'
import type { BufferSpec } from '../core/initial.ts'
import type { Noise } from '../core/noise.ts'
import { trainingFlag } from '../core/noise.ts'

/** How the moving averages of a codebook of K vectors of D entries are updated. */
export interface EmaSettings {
  /** The share of the averages that a step keeps. */
  readonly decay: number
  /** A code whose count is below this share of the mean count is dead, and restarts. */
  readonly restart: number
}

/** The noise of a step: the training flag, and the vectors at which dead codes restart. */
export const emaNoise = (codes: number, width: number): Named.Named<Noise> => ({
  isTraining: trainingFlag,
  place: { shape: [codes], per: 'step', distribution: { kind: 'uniform' }, neutral: 0.5 },
  jitter: { shape: [codes, width], per: 'step', distribution: { kind: 'normal' }, neutral: 0 },
})

/** The moving average of each code's count, and the codes; where they are a parameter, their offset from it. */
export const emaBuffers = (codes: number, width: number): Named.Named<BufferSpec> => ({
  count: { shape: [codes], value: 0, positive: true },
  codes: { shape: [codes, width], value: 0 },
})

/** The vectors of a step and the code of each, with the buffers and the noise. */
export interface Assignment<T> {
  /** [R, D] */
  readonly x: T
  /** [R, K]: one-hot, 1 for the code of the vector. */
  readonly chosen: T
  readonly buffers: Named.Named<T>
  readonly noise: Named.Named<T>
}

/** How often each code is used, and where dead codes restart. */
interface CodeUsage<T> {
  /** The updated moving average of the counts: [K]. */
  readonly count: T
  /** Its mean, with which a restarted code starts again: []. */
  readonly meanCount: T
  /** 1 for the dead codes: [K]. */
  readonly dead: T
  /** [K, D] */
  readonly restart: T
  /** The next value in training, the value before at evaluation. */
  readonly inTraining: (next: T, before: T) => T
}

/** The standard deviation of a restarted code around its vector, relative to the vectors: no two codes are equal. */
const jitterScale = 0.01

/** Random vectors of x, [R, D], with jitter: [K, D]. */
const restartVectors = <T>(A: Tensor<T>, x: T, noise: Named.Named<T>): T => {
  const [place, jitter] = [Named.get(noise, 'place'), Named.get(noise, 'jitter')]
  const rows = A.extent(x, [0])
  const last = like(A, shift(A, rows, -0.5), place)
  const vectors = A.gather(x, A.floor(minimum(A, times(A, place, rows), last)))
  const size = A.sqrt(meanOf(A, square(A, x)))
  return A.add(vectors, times(A, jitter, scale(A, size, jitterScale)))
}

/**
 * The usage of each code as a moving average over the steps. At the first step all codes are dead.
 *
 *     n ← γ·n + (1 − γ)·Σ chosen      dead where n < restart · Σ n / K
 */
const codeUsage = <T>(
  A: Tensor<T>,
  { x, chosen, buffers, noise }: Assignment<T>,
  { decay, restart }: EmaSettings,
): CodeUsage<T> => {
  const before = Named.get(buffers, 'count')
  const used = A.reshape(A.sum(chosen, [0]), [extentAt(A.shape(before), 0)])
  const count = A.add(scale(A, before, decay), scale(A, used, 1 - decay))
  const meanCount = meanOf(A, count)
  const isFirstStep = rsub(A, 1, A.greater(total(A, before), scalar(A, 0)))
  const isRare = A.greater(like(A, scale(A, meanCount, restart), count), count)
  const isTraining = Named.get(noise, 'isTraining')
  return {
    count,
    meanCount,
    dead: A.maximum(like(A, isFirstStep, count), isRare),
    restart: restartVectors(A, x, noise),
    inTraining: (next, old) => A.where(like(A, isTraining, old), next, old),
  }
}

/** A number for each code, [K], in the shape of the codes, [K, D]. */
const perCode = <T>(A: Tensor<T>, a: T, codes: T): T =>
  A.expand(A.reshape(a, [extentAt(A.shape(a), 0), 1]), A.shape(codes))

/** The counts after dead codes have restarted. */
const restartCounts = <T>(A: Tensor<T>, { dead, count, meanCount, inTraining }: CodeUsage<T>, before: T): T =>
  inTraining(A.where(dead, like(A, meanCount, count), count), before)

/** A code with a lower count keeps its place: the average of so few vectors means nothing. */
const minCount = 1e-6

/**
 * The next buffers of a codebook of moving averages (van den Oord et al. 2017, appendix A.1).
 *
 *     s ← γ·s + (1 − γ)·Σ x      e = s / n
 */
export const emaCodebook = <T>(A: Tensor<T>, assignment: Assignment<T>, settings: EmaSettings): Named.Named<T> => {
  const { x, chosen, buffers } = assignment
  const [codes, sum] = [Named.get(buffers, 'codes'), Named.get(buffers, 'sum')]
  const usage = codeUsage(A, assignment, settings)
  const { dead, count, meanCount, restart, inTraining } = usage
  const nextSum = A.add(scale(A, sum, settings.decay), scale(A, A.matmul(chosen, x, { a: true }), 1 - settings.decay))
  const floor = fill(A, minCount, A.shape(count))
  const average = A.div(nextSum, perCode(A, A.maximum(count, floor), nextSum))
  const nextCodes = A.where(perCode(A, A.greater(count, floor), nextSum), average, codes)
  const isDead = perCode(A, dead, nextSum)
  return {
    count: restartCounts(A, usage, Named.get(buffers, 'count')),
    sum: inTraining(A.where(isDead, times(A, restart, meanCount), nextSum), sum),
    codes: inTraining(A.where(isDead, restart, nextCodes), codes),
  }
}

/** The next buffers of a codebook that is a parameter: each code's offset from it, changed by restarts alone. */
export const offsetCodebook = <T>(
  A: Tensor<T>,
  assignment: Assignment<T>,
  settings: EmaSettings,
  codebook: T,
): Named.Named<T> => {
  const { buffers } = assignment
  const offset = Named.get(buffers, 'codes')
  const usage = codeUsage(A, assignment, settings)
  const moved = A.where(perCode(A, usage.dead, offset), A.sub(usage.restart, codebook), offset)
  return {
    count: restartCounts(A, usage, Named.get(buffers, 'count')),
    codes: usage.inTraining(moved, offset),
  }
}
