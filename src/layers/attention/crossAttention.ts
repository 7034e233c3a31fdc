import * as Either from 'fp-ts/lib/Either.js'
import type { Faults, TypeOf } from '../../codec/index.ts'
import { boolean, struct } from '../../codec/index.ts'
import * as Named from '../../tensor/named.ts'
import type { Sizes } from '../../tensor/shape.ts'
import type { Tensor } from '../../tensor/tensor.ts'
import { attend, heads, intoHeads, keysSeen, outOfHeads, project, projection, unevenHeads } from './attention.ts'
import type { Needs } from '../core/nested.ts'
import { at } from '../recurrent/cell.ts'
import type { Built, Context } from '../core/layer.ts'
import { built, row, wrongSizes } from '../core/layer.ts'
import type { LayerSpec, Net } from '../core/net.ts'
import { append, unknownSizes } from '../core/net.ts'
import { paddingMask } from '../recurrent/paddingMask.ts'
import { joinNeeds, scoped } from '../core/nested.ts'
import type { Stage, StageInput } from '../core/stage.ts'
import { sequence } from '../core/stage.ts'

const options = { mask: boolean }
const own = struct({ heads }, options)
export type CrossAttentionOptions = TypeOf<typeof own>

/** The two branches: what asks, and what is asked. */
interface Branches {
  readonly queries: Built
  readonly memory: Built
}

const vectors = ({ output: [length = 0, width = 0] }: Built): readonly [number, number] => [length, width]

const program =
  ({ queries, memory }: Branches, { heads: count, mask = false }: CrossAttentionOptions) =>
  <T>(A: Tensor<T>, input: StageInput<T>): Stage<T> => {
    const [[asking, width], [asked]] = [vectors(queries), vectors(memory)]
    const from = sequence([{ scope: 'queries', program: queries.program }])(A, input)
    const to = sequence([{ scope: 'memory', program: memory.program }])(A, input)
    const query = project(A, 'query', { ...input, x: from.y }, [asking, width])
    const keyValue = project(A, 'keyValue', { ...input, x: to.y }, [asked, 2 * width])
    const [q, kv] = [at(intoHeads(A, query.y, 1, count), 0), intoHeads(A, keyValue.y, 2, count)]
    const qkv = { q, k: at(kv, 0), v: at(kv, 1) }
    const mixed = attend(A, qkv, keysSeen(A, qkv, mask ? paddingMask(A, to.y) : undefined))
    const outputs = project(A, 'output', { ...input, x: outOfHeads(A, [mixed.y]) }, [asking, width])
    return {
      y: outputs.y,
      aux: Named.disjoint(from.aux, to.aux),
      buffers: Named.disjoint(from.buffers, to.buffers),
      pullback: (dy, daux) => {
        const behind = outputs.pullback(dy, {})
        const d = mixed.pullback(at(intoHeads(A, behind.dx, 1, count), 0))
        const [dquery, dkeyValue] = [
          query.pullback(outOfHeads(A, [d.q]), {}),
          keyValue.pullback(outOfHeads(A, [d.k, d.v]), {}),
        ]
        const backs = [from.pullback(dquery.dx, daux), to.pullback(dkeyValue.dx, daux)]
        return {
          dx: backs.map(({ dx }) => dx).reduce(A.add),
          dparameters: Named.disjoint(...[behind, dquery, dkeyValue, ...backs].map(({ dparameters }) => dparameters)),
        }
      },
    }
  }

/** The first branch that does not give a sequence of vectors, as a fault. */
const notVectors = (branches: Branches, context: Context): Either.Either<Faults, never> | undefined => {
  const odd = Object.values(branches).find(({ output }: Built) => output.length !== 2 || output.includes(0))
  return odd === undefined
    ? undefined
    : wrongSizes(context, 'branches that give sequences of at least one vector, [t, e]', odd.output)
}

const assembled = (
  branches: Branches,
  settings: CrossAttentionOptions,
  context: Context,
): Either.Either<Faults, Built> => {
  const [[asking, width], [, asked]] = [vectors(branches.queries), vectors(branches.memory)]
  const fault = notVectors(branches, context) ?? unevenHeads(settings.heads, width, context)
  return (
    fault ??
    Either.chain((inside: Needs) =>
      built({
        ...inside,
        output: [asking, width],
        parameters: {
          ...inside.parameters,
          ...projection('query', width, width),
          ...projection('keyValue', asked, 2 * width, width),
          ...projection('output', width, width),
        },
        program: program(branches, settings),
      }),
    )(joinNeeds([scoped(branches.queries, 'queries'), scoped(branches.memory, 'memory')], context))
  )
}

const crossAttentionRow = row({
  name: 'crossAttention',
  summary: 'The vectors of one branch ask those of another: each becomes a mixture of them, head by head.',
  codec: (layers) => struct({ queries: layers, memory: layers, heads }, options),
  build: ({ queries, memory, ...settings }, input, context) =>
    Either.chain((asking: Built) =>
      Either.chain((asked: Built) => assembled({ queries: asking, memory: asked }, settings, context))(
        context.nest(memory, input, 'memory'),
      ),
    )(context.nest(queries, input, 'queries')),
  mirror: () => {
    throw new Error(
      'mirror: cross-attention has no mirror: two branches made one sequence, which does not lead back; write the decoder out',
    )
  },
})

/** A branch of the same input. */
type Branch<Sizes_ extends Sizes, Output extends Sizes, Aux extends string> = (
  net: Net<Sizes_, Sizes_, never>,
) => Net<Sizes_, Output, Aux>

/**
 * Multi-head attention from one branch of the input to another (Vaswani et al. 2017, section 3.2.3).
 *
 *     a = f(x), m = g(x)                      a: [N, Tq, E]   m: [N, Tk, F]
 *     q = a·W + b          [k, v] = m·V + c   W: [E, E]       V: [F, 2E]      E = heads · d
 *     y = [attended heads]·O + e              O: [E, E]       y: [N, Tq, E]
 *     da = dq·Wᵀ           dm = [dk, dv]·Vᵀ   dx = f†(da) + g†(dm)
 *     dW = aᵀ·dq           dV = mᵀ·[dk, dv]   dO = [attended heads]ᵀ·dy         biases: sums over all vectors
 *
 * The heads attend as `attend` in attention.ts says. Masked, a vector of m that is all 0 is absent: none sees it. With
 * learned tokens for queries, any sequence is pooled into a fixed number of vectors (Jaegle et al. 2021, section 3.1).
 *
 * @example
 * const encoder = pipe(input([64, 8]), crossAttention((x) => pipe(x, learnedTokens(4, 16)), (x) => x, { heads: 2 }))
 */
export const crossAttention = Object.assign(
  <
    Input extends Sizes,
    Output extends Sizes,
    Aux extends string,
    Asking extends readonly [number, number],
    Asked extends readonly [number, number],
    AskingAux extends string = never,
    AskedAux extends string = never,
  >(
    queries: Branch<Output, Asking, AskingAux>,
    memory: Branch<Output, Asked, AskedAux>,
    settings: CrossAttentionOptions,
  ) =>
    (net: Net<Input, Output, Aux>): Net<Input, Asking, Aux | AskingAux | AskedAux> => {
      const [asking, asked]: ReadonlyArray<ReadonlyArray<LayerSpec>> = [
        queries(unknownSizes()).layers,
        memory(unknownSizes()).layers,
      ]
      return append(net, { layer: 'crossAttention', queries: asking, memory: asked, ...settings })
    },
  { definition: crossAttentionRow },
)
