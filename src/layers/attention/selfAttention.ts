import * as Either from 'fp-ts/lib/Either.js'
import { pipe } from 'fp-ts/lib/function.js'
import type { TypeOf } from '../../codec/index.ts'
import { boolean, struct } from '../../codec/index.ts'
import type { Sizes } from '../../tensor/shape.ts'
import type { Tensor } from '../../tensor/tensor.ts'
import { defineLayer } from '../core/define.ts'
import { itemAt } from '../core/itemAt.ts'
import { built } from '../core/layer.ts'
import type { Net } from '../core/net.ts'
import { append } from '../core/net.ts'
import type { Stage, StageInput } from '../core/stage.ts'
import { stage } from '../core/stage.ts'
import { paddingMaskOf } from '../recurrent/paddingMask.ts'
import type { Sequence } from '../shape/sequence.ts'
import { sequenceOf } from '../shape/sequence.ts'
import { attend, heads, headsFault } from './attention.ts'
import { mergeHeads, project, projectionParameters, splitHeads } from './projections.ts'

const settings = struct({ heads }, { causal: boolean, mask: boolean })
export type SelfAttentionOptions = TypeOf<typeof settings>

/** 1 where the key does not come after the query: [T, T]. */
const causalMask = <T>(A: Tensor<T>, length: number): T => {
  const entries = Array.from({ length: length * length }, (_, i) => (i % length <= Math.floor(i / length) ? 1 : 0))
  return A.constant(entries, [length, length])
}

const program =
  ({ length, width }: Sequence, { heads: count, causal = false, mask = false }: SelfAttentionOptions) =>
  <T>(A: Tensor<T>, input: StageInput<T>): Stage<T> => {
    const padding = paddingMaskOf(A, input, mask)
    const masked = (y: T): T => (padding === undefined ? y : A.mul(y, A.expand(padding, A.shape(y))))
    const inputs = project(A, 'projection', input, [length, 3 * width])
    const parts = splitHeads(A, inputs.y, 3, count)
    const qkv = { q: itemAt(parts, 0), k: itemAt(parts, 1), v: itemAt(parts, 2) }
    const attention = attend(A, qkv, { padding, causal: causal ? causalMask(A, length) : undefined })
    const outputs = project(A, 'output', { ...input, x: mergeHeads(A, [attention.y]) }, [length, width])
    return stage(masked(outputs.y), (dy) => {
      const doutputs = outputs.pullback(masked(dy), {})
      const { q, k, v } = attention.pullback(itemAt(splitHeads(A, doutputs.dx, 1, count), 0))
      const { dx, dparameters } = inputs.pullback(mergeHeads(A, [q, k, v]), {})
      return { dx, dparameters: { ...dparameters, ...doutputs.dparameters } }
    })
  }

/**
 * Multi-head self-attention (Vaswani et al. 2017, section 3.2.2).
 *
 *     [q, k, v] = x·W + b                  x: [N, T, E]   W: [E, 3E]   b: [3E]   E = heads · d
 *     y  = [heads' outputs]·O + c          O: [E, E]      c: [E]       y: [N, T, E]
 *     dx = [dq, dk, dv]·Wᵀ                 dW = xᵀ·[dq, dk, dv]        db = Σ [dq, dk, dv]
 *     dO = [heads' outputs]ᵀ·dy            dc = Σ dy
 *
 * Each head is the scaled dot-product attention of attention.ts. With `causal` a vector attends to itself and to those
 * before it. No vector attends to padding, whose output is 0: that of an embedding with `padding`, or with `mask` vectors
 * that are all 0.
 *
 * @example
 * const encoder = pipe(input([16, 64]), learnedPositions, residual((x) => pipe(x, layerNorm(), selfAttention({ heads: 4 }))))
 */
export const selfAttention = defineLayer(
  {
    name: 'selfAttention',
    summary: 'Multi-head self-attention over a sequence, optionally causal or with a padding mask.',
    example: { heads: 2 },
    codec: () => settings,
    build: (options, input, context) =>
      pipe(
        sequenceOf(input, context),
        Either.flatMap(
          (sequence) =>
            headsFault(options.heads, sequence.width, context) ??
            built({
              output: input,
              padding: 'keeps',
              parameters: {
                ...projectionParameters('projection', sequence.width, 3 * sequence.width, sequence.width),
                ...projectionParameters('output', sequence.width, sequence.width),
              },
              program: program(sequence, options),
            }),
        ),
      ),
  },
  (specify) =>
    (options: SelfAttentionOptions) =>
    <Input extends Sizes, Output extends readonly [number, number], Aux extends string>(
      net: Net<Input, Output, Aux>,
    ): Net<Input, Output, Aux> =>
      append(net, specify(options)),
)
