import * as Either from 'fp-ts/lib/Either.js'
import { pipe } from 'fp-ts/lib/function.js'
import type { Fallible, TypeOf } from '../../codec/index.ts'
import { boolean, struct } from '../../codec/index.ts'
import * as Named from '../../tensor/named.ts'
import type { Sizes } from '../../tensor/shape.ts'
import { extentsOf } from '../../tensor/shape.ts'
import type { Tensor } from '../../tensor/tensor.ts'
import { defineLayer } from '../core/define.ts'
import { itemAt } from '../core/itemAt.ts'
import type { Built, Context } from '../core/layer.ts'
import { built, wrongSizes } from '../core/layer.ts'
import { joinNeeds, scoped } from '../core/nested.ts'
import type { Net } from '../core/net.ts'
import { append, unknownSizes } from '../core/net.ts'
import type { Stage, StageInput } from '../core/stage.ts'
import { sequence, zeroPadding } from '../core/stage.ts'
import { outputOf, paddingMaskOf } from '../recurrent/paddingMask.ts'
import { attend, heads, headsFault } from './attention.ts'
import { mergeHeads, project, projectionParameters, splitHeads } from './projections.ts'

const options = { mask: boolean }
const attentionSettings = struct({ heads }, options)
export type CrossAttentionOptions = TypeOf<typeof attentionSettings>

/** The branch that computes the queries, and the one that computes the keys and values. */
interface Branches {
  readonly queries: Built
  readonly memory: Built
}

const program =
  ({ queries, memory }: Branches, { heads: count, mask = false }: CrossAttentionOptions) =>
  <T>(A: Tensor<T>, input: StageInput<T>): Stage<T> => {
    const [queryLength, width] = extentsOf(queries.output, 2)
    const [memoryLength] = extentsOf(memory.output, 2)
    const querySource = sequence([{ ...queries, scope: 'queries' }])(A, input)
    const memorySource = sequence([{ ...memory, scope: 'memory' }])(A, input)
    const query = project(A, 'query', { ...input, x: querySource.y }, [queryLength, width])
    // Where all of the memory is padding its vectors are attended to after all, as vectors of 0.
    const shown = (vectors: T): T => zeroPadding(A, vectors, memorySource.paddingMask)
    const keyValue = project(A, 'keyValue', { ...input, x: shown(memorySource.y) }, [memoryLength, 2 * width])
    const [q, kv] = [itemAt(splitHeads(A, query.y, 1, count), 0), splitHeads(A, keyValue.y, 2, count)]
    const padding = paddingMaskOf(A, outputOf(memorySource), mask)
    const attention = attend(A, { q, k: itemAt(kv, 0), v: itemAt(kv, 1) }, { padding })
    const outputs = project(A, 'output', { ...input, x: mergeHeads(A, [attention.y]) }, [queryLength, width])
    return {
      y: outputs.y,
      paddingMask: querySource.paddingMask,
      aux: Named.disjoint(querySource.aux, memorySource.aux),
      buffers: Named.disjoint(querySource.buffers, memorySource.buffers),
      pullback: (dy, daux) => {
        const doutputs = outputs.pullback(dy, {})
        const { q: dq, k: dk, v: dv } = attention.pullback(itemAt(splitHeads(A, doutputs.dx, 1, count), 0))
        const dquery = query.pullback(mergeHeads(A, [dq]), {})
        const dkeyValue = keyValue.pullback(mergeHeads(A, [dk, dv]), {})
        const sources = [querySource.pullback(dquery.dx, daux), memorySource.pullback(shown(dkeyValue.dx), daux)]
        const all = [doutputs, dquery, dkeyValue, ...sources]
        return {
          dx: sources.map(({ dx }) => dx).reduce(A.add),
          dparameters: Named.disjoint(...all.map(({ dparameters }) => dparameters)),
        }
      },
    }
  }

/** The fault of the first branch whose output is not a sequence of vectors. */
const branchFault = (branches: Branches, context: Context): Fallible<never> | undefined => {
  const wrong = Object.values(branches).find(({ output }: Built) => output.length !== 2 || output.includes(0))
  return wrong === undefined
    ? undefined
    : wrongSizes(context, 'branches that give sequences of at least one vector, [t, e]', wrong.output)
}

const attentionBetween = (branches: Branches, settings: CrossAttentionOptions, context: Context): Fallible<Built> => {
  const fault = branchFault(branches, context)
  if (fault !== undefined) return fault
  const [length, width] = extentsOf(branches.queries.output, 2)
  const [, memoryWidth] = extentsOf(branches.memory.output, 2)
  return pipe(
    headsFault(settings.heads, width, context) ??
      joinNeeds([scoped(branches.queries, 'queries'), scoped(branches.memory, 'memory')], context),
    Either.flatMap((needs) =>
      built({
        ...needs,
        output: [length, width],
        padding: 'handles',
        parameters: {
          ...needs.parameters,
          ...projectionParameters('query', width, width),
          ...projectionParameters('keyValue', memoryWidth, 2 * width, width),
          ...projectionParameters('output', width, width),
        },
        program: program(branches, settings),
      }),
    ),
  )
}

/** A network on the input of the layer. */
type Branch<Input extends Sizes, Output extends Sizes, Aux extends string> = (
  net: Net<Input, Input, never>,
) => Net<Input, Output, Aux>

/**
 * Multi-head cross-attention between two branches of the input (Vaswani et al. 2017, section 3.2.3): queries come from
 * the first, keys and values from the second, the memory.
 *
 *     a = f(x), m = g(x)                      a: [N, Tq, E]   m: [N, Tk, F]
 *     q = a·W + b          [k, v] = m·V + c   W: [E, E]       V: [F, 2E]      E = heads · d
 *     y = [heads' outputs]·O + e              O: [E, E]       y: [N, Tq, E]
 *     da = dq·Wᵀ           dm = [dk, dv]·Vᵀ   dx = f†(da) + g†(dm)
 *     dW = aᵀ·dq           dV = mᵀ·[dk, dv]   dO = [heads' outputs]ᵀ·dy         biases: sums over all vectors
 *
 * Each head is the scaled dot-product attention of attention.ts. No query attends to padding of m: that of an embedding with
 * `padding`, or with `mask` vectors that are all 0. With learned tokens as queries, a sequence is pooled into that number of vectors
 * (Jaegle et al. 2021, section 3.1).
 *
 * @example
 * const encoder = pipe(input([64, 8]), crossAttention((x) => pipe(x, learnedTokens(4, 16)), (x) => x, { heads: 2 }))
 */
export const crossAttention = defineLayer(
  {
    name: 'crossAttention',
    summary: 'Multi-head cross-attention: the vectors of one branch attend to those of another.',
    example: { queries: [], memory: [], heads: 2 },
    codec: (layers) => struct({ queries: layers, memory: layers, heads }, options),
    build: ({ queries, memory, ...settings }, input, context) =>
      pipe(
        Either.Do,
        Either.bind('queries', () => context.nest(queries, input, 'queries')),
        Either.bind('memory', () => context.nest(memory, input, 'memory')),
        Either.flatMap((branches) => attentionBetween(branches, settings, context)),
      ),
    mirror: () => {
      throw new Error(
        'mirror: crossAttention has no mirror, because it joins two branches into one sequence; write the decoder out',
      )
    },
  },
  (specify) =>
    <
      Input extends Sizes,
      Output extends Sizes,
      Aux extends string,
      Queries extends readonly [number, number],
      Memory extends readonly [number, number],
      QueriesAux extends string = never,
      MemoryAux extends string = never,
    >(
      queries: Branch<Output, Queries, QueriesAux>,
      memory: Branch<Output, Memory, MemoryAux>,
      settings: CrossAttentionOptions,
    ) => {
      const branches = { queries: queries(unknownSizes()).layers, memory: memory(unknownSizes()).layers }
      const layer = specify({ ...branches, ...settings })
      return (net: Net<Input, Output, Aux>): Net<Input, Queries, Aux | QueriesAux | MemoryAux> => append(net, layer)
    },
)
