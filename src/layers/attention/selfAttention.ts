import type { TypeOf } from '../../codec/index.ts'
import { boolean, struct } from '../../codec/index.ts'
import type { Sizes } from '../../tensor/shape.ts'
import type { Tensor } from '../../tensor/tensor.ts'
import { attend, heads, intoHeads, keysSeen, outOfHeads, project, projection, unevenHeads } from './attention.ts'
import { itemAt } from '../core/itemAt.ts'
import { built, row, wrongSizes } from '../core/layer.ts'
import type { Net } from '../core/net.ts'
import { append } from '../core/net.ts'
import { paddingMask } from '../recurrent/paddingMask.ts'
import type { Stage, StageInput } from '../core/stage.ts'
import { stage } from '../core/stage.ts'

const settings = struct({ heads }, { causal: boolean, mask: boolean })
export type SelfAttentionOptions = TypeOf<typeof settings>

interface Plan extends Required<SelfAttentionOptions> {
  readonly length: number
  readonly width: number
}

/** 1 where the key does not come after the query: [T, T]. */
const notAfter = <T>(A: Tensor<T>, length: number): T => {
  const pairs = Array.from({ length: length * length }, (_, i) => (i % length <= Math.floor(i / length) ? 1 : 0))
  return A.constant(pairs, [length, length])
}

const program =
  ({ length, width, heads: count, causal, mask }: Plan) =>
  <T>(A: Tensor<T>, input: StageInput<T>): Stage<T> => {
    const present = mask ? paddingMask(A, input.x) : undefined
    const shown = (y: T): T => (present === undefined ? y : A.mul(y, A.expand(present, A.shape(y))))
    const inputs = project(A, 'projection', input, [length, 3 * width])
    const parts = intoHeads(A, inputs.y, 3, count)
    const qkv = { q: itemAt(parts, 0), k: itemAt(parts, 1), v: itemAt(parts, 2) }
    const order = causal ? notAfter(A, length) : undefined
    const mixed = attend(A, qkv, keysSeen(A, qkv, present, order))
    const outputs = project(A, 'output', { ...input, x: outOfHeads(A, [mixed.y]) }, [length, width])
    return stage(shown(outputs.y), (dy) => {
      const behind = outputs.pullback(shown(dy), {})
      const { q, k, v } = mixed.pullback(itemAt(intoHeads(A, behind.dx, 1, count), 0))
      const { dx, dparameters } = inputs.pullback(outOfHeads(A, [q, k, v]), {})
      return { dx, dparameters: { ...dparameters, ...behind.dparameters } }
    })
  }

const selfAttentionRow = row({
  name: 'selfAttention',
  summary:
    'Every vector of a sequence becomes a mixture of all of them, weighted by how well they match, head by head.',
  codec: () => settings,
  build: ({ heads: count, causal = false, mask = false }, input, context) => {
    const [length = 0, width] = input
    if (width === undefined || length < 1 || input.length > 2)
      return wrongSizes(context, 'a sequence of at least one vector, [t, e]', input)
    return (
      unevenHeads(count, width, context) ??
      built({
        output: input,
        parameters: { ...projection('projection', width, 3 * width, width), ...projection('output', width, width) },
        program: program({ length, width, heads: count, causal, mask }),
      })
    )
  },
})

/**
 * Multi-head attention of a sequence to itself (Vaswani et al. 2017, section 3.2.2).
 *
 *     [q, k, v] = x·W + b                  x: [N, T, E]   W: [E, 3E]   b: [3E]   E = heads · d
 *     y  = [attended heads]·O + c          O: [E, E]      c: [E]       y: [N, T, E]
 *     dx = [dq, dk, dv]·Wᵀ                 dW = xᵀ·[dq, dk, dv]        db = Σ [dq, dk, dv]
 *     dO = [attended heads]ᵀ·dy            dc = Σ dy
 *
 * The heads attend as `attend` in attention.ts says. Causal, a vector sees those up to itself alone. Masked, a vector
 * that is all 0 is absent: none sees it, and 0 stands in its place, so that the layers behind see the same mask.
 *
 * @example
 * const encoder = pipe(input([16, 64]), learnedPositions, residual((x) => pipe(x, layerNorm(), selfAttention({ heads: 4 }))))
 */
export const selfAttention = Object.assign(
  (options: SelfAttentionOptions) =>
    <Input extends Sizes, Output extends readonly [number, number], Aux extends string>(
      net: Net<Input, Output, Aux>,
    ): Net<Input, Output, Aux> =>
      append(net, { layer: 'selfAttention', ...options }),
  { definition: selfAttentionRow },
)
