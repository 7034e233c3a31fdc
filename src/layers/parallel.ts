import * as Either from 'fp-ts/lib/Either.js'
import { array, struct } from '../codec/index.ts'
import { split } from '../tensor/adjoint.ts'
import type { Sizes } from '../tensor/shape.ts'
import { drawShape, sameShape } from '../tensor/shape.ts'
import type { Add } from './arithmetic.ts'
import type { Branches } from './branches.ts'
import { branching, runBranches } from './branches.ts'
import type { Built } from './layer.ts'
import { built, row, wrongSizes } from './layer.ts'
import type { Net } from './net.ts'
import { append, unknownSizes } from './net.ts'
import type { Program } from './stage.ts'

const last = (sizes: Sizes): number => sizes.at(-1) ?? 1

const program =
  (inside: ReadonlyArray<Built>): Program =>
  (A, input) => {
    const { outputs, aux, buffers, pullback } = runBranches(A, inside, input)
    const axis = A.shape(input.x).length - 1
    const widths = inside.map(({ output }) => last(output))
    return {
      y: A.concat(outputs, axis),
      aux,
      buffers,
      pullback: (dy, daux) => pullback(split(A, dy, axis, widths), daux),
    }
  }

const sameButLast = (a: Sizes, b: Sizes): boolean => a.length === b.length && sameShape(a.slice(0, -1), b.slice(0, -1))

const parallelRow = row({
  name: 'parallel',
  intent: 'Gives the same input to several branches and joins what comes out along the last axis.',
  codec: (layers) => struct({ branches: array(layers, { minItems: 1 }) }),
  build: ({ branches }, input, context) => {
    if (input.length === 0) return wrongSizes(context, 'at least one axis', input)
    return Either.chain(({ inside, needs }: Branches) => {
      const [first = { output: input }] = inside
      const odd = inside.find(({ output }) => output.length !== input.length || !sameButLast(output, first.output))
      if (odd !== undefined)
        return wrongSizes(
          context,
          `branches that differ from ${drawShape(first.output)} in the last axis alone`,
          odd.output,
        )
      return built({
        ...needs,
        output: [...first.output.slice(0, -1), inside.reduce((sum, { output }) => sum + last(output), 0)],
        program: program(inside),
      })
    })(branching(branches, input, context))
  },
  mirror: () => {
    throw new Error(
      'mirror: a parallel layer has no mirror: its branches cannot be told apart on the way back; write the decoder out',
    )
  },
})

type Joined<A extends Sizes, B extends Sizes> = A extends readonly [...infer Rest extends Sizes, infer X extends number]
  ? B extends readonly [...Rest, infer Y extends number]
    ? readonly [...Rest, Add<X, Y>]
    : never
  : never

/**
 * Two branches side by side; the sizes of the last axis add up. In JSON there may be any number of branches.
 *
 *     y = [f(x), g(x)]      dx = f†(dy₁) + g†(dy₂)      dy = [dy₁, dy₂]
 *
 * @example
 * const encoder = pipe(input([64]), parallel((x) => pipe(x, dense(8)), (x) => pipe(x, dense(4), tanh)))
 */
export const parallel = Object.assign(
  <
    Input extends Sizes,
    Output extends Sizes,
    Aux extends string,
    F extends Sizes,
    G extends Sizes,
    FAux extends string = never,
    GAux extends string = never,
  >(
    f: (net: Net<Output, Output, never>) => Net<Output, F, FAux>,
    g: (net: Net<Output, Output, never>) => Net<Output, G, GAux>,
  ) =>
    (net: Net<Input, Output, Aux>): Net<Input, Joined<F, G>, Aux | FAux | GAux> =>
      append(net, { layer: 'parallel', branches: [f(unknownSizes()).layers, g(unknownSizes()).layers] }),
  { row: parallelRow },
)
