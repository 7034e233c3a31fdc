import type * as Either from 'fp-ts/lib/Either.js'
import type { Faults } from '../../codec/index.ts'
import { integer } from '../../codec/index.ts'
import { matmul, split } from '../../tensor/adjoint.ts'
import { like, scale, softmax } from '../../tensor/derived.ts'
import * as Named from '../../tensor/named.ts'
import type { Sizes } from '../../tensor/shape.ts'
import { extentAt } from '../../tensor/shape.ts'
import type { Tensor } from '../../tensor/tensor.ts'
import { affine } from '../dense/dense.ts'
import { sizeFault, nearestDivisors } from '../core/divisors.ts'
import type { Parameter } from '../core/initial.ts'
import type { Context } from '../core/layer.ts'
import type { Stage, StageInput } from '../core/stage.ts'
import { sequence } from '../core/stage.ts'

/** How many heads attend side by side. */
export const heads = integer({ minimum: 1, maximum: 65_536 })

/** The fault of heads that do not share a width evenly; undefined where they do. */
export const unevenHeads = (
  count: number,
  width: number,
  context: Context,
): Either.Either<Faults, never> | undefined =>
  width % count === 0
    ? undefined
    : sizeFault(context, 'heads', {
        expected: `a number of heads that divides the width ${width}`,
        found: String(count),
        remedy: `the nearest that do: ${nearestDivisors([width], count).join(' and ')}`,
      })

/** Queries, keys and values: [N, heads, T, d]. */
export interface Attended<T> {
  readonly q: T
  readonly k: T
  readonly v: T
}

/** y, with its cotangents when they are asked for. */
export interface Attention<T> {
  readonly y: T
  readonly pullback: (dy: T) => Attended<T>
}

/** [N, T, parts · heads · d] → that many parts, [N, heads, T, d] each. */
export const intoHeads = <T>(A: Tensor<T>, x: T, parts: number, count: number): ReadonlyArray<T> => {
  const [n = 1, t = 1, width] = A.shape(x)
  const d = Number(width) / (parts * count)
  const apart = A.transpose(A.reshape(x, [n, t, parts, count, d]), [2, 0, 3, 1, 4])
  const ones = Array.from({ length: parts }, () => 1)
  return split(A, apart, 0, ones).map((part) => A.reshape(part, [n, count, t, d]))
}

/** The adjoint of `intoHeads`, which is its inverse. */
export const outOfHeads = <T>(A: Tensor<T>, parts: ReadonlyArray<T>): T => {
  const [n = 1, count = 1, t = 1, d = 1] = parts.slice(0, 1).flatMap(A.shape)
  const apart = A.concat(
    parts.map((part) => A.reshape(part, [1, n, count, t, d])),
    0,
  )
  return A.reshape(A.transpose(apart, [1, 3, 0, 2, 4]), [n, t, parts.length * Number(count) * Number(d)])
}

/**
 * Which keys each query may see, [N, heads, Tq, Tk]: of those that are present, [N, Tk, 1], those that `order`,
 * [Tq, Tk], lets it; undefined where that is all.
 */
export const keysSeen = <T>(A: Tensor<T>, { q, k }: Attended<T>, present: T | undefined, order?: T): T | undefined => {
  const [n = 1, count = 1, queries = 1] = A.shape(q)
  const keys = extentAt(A.shape(k), 2)
  const masks = [
    ...(present === undefined ? [] : [A.reshape(present, [n, 1, 1, keys])]),
    ...(order === undefined ? [] : [order]),
  ]
  return masks
    .map((mask) => A.expand(mask, [n, count, queries, keys]))
    .reduce<T | undefined>((all, mask) => (all === undefined ? mask : A.mul(all, mask)), undefined)
}

/** So much less than any score that its exponential is 0 in every dtype. */
const never = -1e30

/** The scores where a key may be seen, elsewhere `never`. */
const seen = <T>(A: Tensor<T>, scores: T, visible: T | undefined): T =>
  visible === undefined ? scores : A.where(visible, scores, A.expand(A.constant([never], []), A.shape(scores)))

/**
 * Scaled dot products (Vaswani et al. 2017, section 3.2.1), for each head by itself.
 *
 *     s  = q·kᵀ/√d          q: [N, heads, Tq, d]   k, v: [N, heads, Tk, d]   s, p: [N, heads, Tq, Tk]
 *     p  = exp s / Σ exp s  over the keys that are `visible`; over all of them where none is
 *     y  = p·v              y: [N, heads, Tq, d]
 *     dv = pᵀ·dy            dp = dy·vᵀ            ds = p ⊙ (dp − Σ dy ⊙ y)      Σ over d
 *     dq = ds·k/√d          dk = dsᵀ·q/√d
 *
 * Σ dp ⊙ p over the keys, as a softmax has it, is Σ dy ⊙ y, a sum over fewer entries where a sequence is longer than d
 * (Dao et al. 2022, appendix B.2).
 */
export const attend = <T>(A: Tensor<T>, { q, k, v }: Attended<T>, visible: T | undefined): Attention<T> => {
  const factor = 1 / Math.sqrt(Number(extentAt(A.shape(q), 3)))
  const scaled = scale(A, q, factor)
  const p = softmax(A, seen(A, A.matmul(scaled, k, { b: true }), visible), [3])
  const y = A.matmul(p, v)
  return {
    y,
    pullback: (dy) => {
      const [dp, dv] = matmul(A, [p, v], dy)
      const shared = like(A, A.sum(A.mul(dy, y), [3]), dp)
      const [dscaled, dk] = matmul(A, [scaled, k], A.mul(p, A.sub(dp, shared)), { b: true })
      return { q: scale(A, dscaled, factor), k: dk, v: dv }
    },
  }
}

/** The parameters of a projection under its name; where it makes several at once, `each` is the width of one. */
export const projection = (name: string, from: number, to: number, each = to): Named.Named<Parameter> =>
  Named.prefix<Parameter>(
    {
      weight: { shape: [from, to], initialiser: 'glorotUniform', fan: { in: from, out: each } },
      bias: { shape: [to], initialiser: 'zeros', fan: { in: from, out: each } },
    },
    name,
  )

/** x·W + b on every vector, W and b under a name. */
export const project = <T>(A: Tensor<T>, name: string, input: StageInput<T>, output: Sizes): Stage<T> =>
  sequence([{ scope: name, program: affine(output, { bias: true, transposed: false }) }])(A, input)
