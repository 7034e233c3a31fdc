import type { Fallible } from '../../codec/index.ts'
import { integer } from '../../codec/index.ts'
import { matmul } from '../../tensor/adjoint.ts'
import { like, scale, softmax } from '../../tensor/derived.ts'
import { extentAt, extentsOf, knownExtent, lastExtent } from '../../tensor/shape.ts'
import type { Tensor } from '../../tensor/tensor.ts'
import { nearestDivisors, sizeFault } from '../core/divisors.ts'
import type { Context } from '../core/layer.ts'

/** The number of attention heads. */
export const heads = integer({ minimum: 1, maximum: 65_536 })

/** The fault of a number of heads that does not divide the width; undefined where it does. */
export const headsFault = (count: number, width: number, context: Context): Fallible<never> | undefined =>
  width % count === 0
    ? undefined
    : sizeFault(context, 'heads', {
        expected: `a number of heads that divides the width ${width}`,
        found: String(count),
        remedy: `the nearest that do: ${nearestDivisors([width], count).join(' and ')}`,
      })

/** Queries, keys and values, or their cotangents: [N, heads, T, d]. */
export interface QueryKeyValue<T> {
  readonly q: T
  readonly k: T
  readonly v: T
}

/** The masks of an attention, 1 where a query may attend to a key. */
export interface AttentionMasks<T> {
  /** Of the keys: [N, Tk, 1]. */
  readonly padding?: T | undefined
  /** [Tq, Tk]. */
  readonly causal?: T | undefined
}

/** The product of the masks, [N, heads, Tq, Tk]; undefined where there is none. */
const attentionMask = <T>(
  A: Tensor<T>,
  { q, k }: QueryKeyValue<T>,
  { padding, causal }: AttentionMasks<T>,
): T | undefined => {
  const [n, count, queries] = extentsOf(A.shape(q), 4)
  const keys = extentAt(A.shape(k), 2)
  const expand = (mask: T): T => A.expand(mask, [n, count, queries, keys])
  const keyMask = padding === undefined ? undefined : expand(A.reshape(padding, [n, 1, 1, keys]))
  if (causal === undefined) return keyMask
  return keyMask === undefined ? expand(causal) : A.mul(keyMask, expand(causal))
}

/** The score of a masked key: its exponential is 0 in every dtype. */
const maskedScore = -1e30

const maskScores = <T>(A: Tensor<T>, scores: T, mask: T | undefined): T =>
  mask === undefined ? scores : A.where(mask, scores, A.expand(A.constant([maskedScore], []), A.shape(scores)))

/** y, with its pullback. */
interface Attention<T> {
  readonly y: T
  readonly pullback: (dy: T) => QueryKeyValue<T>
}

/**
 * Scaled dot-product attention (Vaswani et al. 2017, section 3.2.1), for each head by itself.
 *
 *     s  = q·kᵀ/√d          q: [N, heads, Tq, d]   k, v: [N, heads, Tk, d]   s, p: [N, heads, Tq, Tk]
 *     p  = exp s / Σ exp s  over the keys that the masks leave; over all of them where they leave none
 *     y  = p·v              y: [N, heads, Tq, d]
 *     dv = pᵀ·dy            dp = dy·vᵀ            ds = p ⊙ (dp − Σ dy ⊙ y)      Σ over d
 *     dq = ds·k/√d          dk = dsᵀ·q/√d
 *
 * Σ dp ⊙ p over the keys, as in the pullback of a softmax, is Σ dy ⊙ y, a sum over fewer entries where a sequence is
 * longer than d (Dao et al. 2022, appendix B.2).
 */
export const attend = <T>(A: Tensor<T>, qkv: QueryKeyValue<T>, masks: AttentionMasks<T>): Attention<T> => {
  const { q, k, v } = qkv
  const mask = attentionMask(A, qkv, masks)
  const factor = 1 / Math.sqrt(knownExtent(lastExtent(A.shape(q))))
  const scaled = scale(A, q, factor)
  const p = softmax(A, maskScores(A, A.matmul(scaled, k, { b: true }), mask), [3])
  const y = A.matmul(p, v)
  return {
    y,
    pullback: (dy) => {
      const [dp, dv] = matmul(A, [p, v], dy)
      const inner = like(A, A.sum(A.mul(dy, y), [3]), dp)
      const [dscaled, dk] = matmul(A, [scaled, k], A.mul(p, A.sub(dp, inner)), { b: true })
      return { q: scale(A, dscaled, factor), k: dk, v: dv }
    },
  }
}
