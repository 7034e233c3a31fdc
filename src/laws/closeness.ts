import type { NdArray } from '../interpreters/ndarray/index.ts'
import type { Stream } from '../random/index.ts'
import { path } from '../random/index.ts'
import type { Tensor } from '../tensor/tensor.ts'
import { A } from './differentiable.ts'
import { NoVerdict } from './law.ts'
import { rounding } from './rounding.ts'

/** How far two numbers may be apart, relative to the size of what was added up to get them. */
export const tolerance = { dual: 1e-12, differences: 1e-7, linear: 1e-12 } as const

/**
 * The least size that a difference is taken relative to. The numbers of the laws are of order 1, so where a
 * derivative is 0 or nearly (a loss at its minimum), terms of this size and more have cancelled.
 */
const leastSize = 1 / 64

/** Two numbers that ought to be equal, and the size of what was added up to get them. */
export interface Pair {
  readonly left: number
  readonly right: number
  readonly size: number
}

const sizeOf = ({ left, right, size }: Pair): number => Math.max(leastSize, size, Math.abs(left), Math.abs(right))

/** Whether two numbers are equal but for the rounding of sums of well-conditioned terms. */
export const near = (pair: Pair, relative: number): boolean =>
  Object.is(pair.left, pair.right) || Math.abs(pair.left - pair.right) <= relative * sizeOf(pair)

/** How often a program is run with random rounding. */
const samples = 6

/** Where rounding may move a number by more than this part of its size, a comparison tells nothing. */
const tellingPart = 1e-6

/** How an algebra computes pairs: always as many, in the same order. */
export type Computed = (algebra: Tensor<NdArray>) => ReadonlyArray<Pair>

/**
 * How far rounding may move both numbers of each pair together: the furthest that random rounding, which is many
 * times what float64 does, has moved each of them in some runs of the very program that computes it.
 */
export const reachOf = (computed: Computed, from: Stream): ReadonlyArray<number> => {
  const exact = computed(A)
  const rounded = Array.from({ length: samples }, (_, k) => computed(rounding('float64', path(from, 'rounding', k))))
  const furthest = (side: 'left' | 'right', i: number): number =>
    Math.max(...rounded.map((pairs) => Math.abs((pairs[i]?.[side] ?? Number.NaN) - (exact[i]?.[side] ?? Number.NaN))))
  return exact.map((_, i) => furthest('left', i) + furthest('right', i))
}

/**
 * Whether two numbers are as close as rounding lets them be. Most pairs are near enough in any case; only where one is
 * not is its reach asked for, which costs many runs of the program. A point so ill-conditioned that the reach explains
 * everything gives no verdict.
 */
export const isClose = (pair: Pair, relative: number, reach: () => number): boolean => {
  if (near(pair, relative)) return true
  if (!Number.isFinite(pair.left) || !Number.isFinite(pair.right)) return false
  const most = reach()
  if (Math.abs(pair.left - pair.right) > most + relative * sizeOf(pair)) return false
  if (most <= tellingPart * sizeOf(pair)) return true
  throw new NoVerdict()
}
