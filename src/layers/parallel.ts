import * as Either from 'fp-ts/lib/Either.js'
import type { Faults } from '../codec/index.ts'
import { array, struct } from '../codec/index.ts'
import { split } from '../tensor/adjoint.ts'
import * as Named from '../tensor/named.ts'
import type { Sizes } from '../tensor/shape.ts'
import { drawShape, sameShape } from '../tensor/shape.ts'
import type { Add } from './arithmetic.ts'
import type { Built } from './layer.ts'
import { built, row, wrongSizes } from './layer.ts'
import type { Net } from './net.ts'
import { append, unknownSizes } from './net.ts'
import { scoped } from './residual.ts'
import type { Program } from './stage.ts'
import { sequence } from './stage.ts'

const last = (sizes: Sizes): number => sizes.at(-1) ?? 1

const program =
  (branches: ReadonlyArray<Built>): Program =>
  (A, input) => {
    const stages = branches.map((branch, i) =>
      sequence([{ scope: `branches.${i}`, program: branch.program }])(A, input),
    )
    const axis = A.shape(input.x).length - 1
    return {
      y: A.concat(
        stages.map(({ y }) => y),
        axis,
      ),
      aux: Named.disjoint(...stages.map(({ aux }) => aux)),
      buffers: Named.disjoint(...stages.map(({ buffers }) => buffers)),
      pullback: (dy, daux) => {
        const parts = split(
          A,
          dy,
          axis,
          branches.map(({ output }) => last(output)),
        )
        const backs = stages.flatMap(({ pullback }, i) => {
          const part = parts[i]
          return part === undefined ? [] : [pullback(part, daux)]
        })
        return {
          dx: backs.map(({ dx }) => dx).reduce(A.add),
          dparameters: Named.disjoint(...backs.map(({ dparameters }) => dparameters)),
        }
      },
    }
  }

const all = (results: ReadonlyArray<Either.Either<Faults, Built>>): Either.Either<Faults, ReadonlyArray<Built>> => {
  const [first, ...rest] = results.flatMap((result) => (Either.isLeft(result) ? result.left : []))
  return first === undefined
    ? Either.right(results.flatMap((result) => (Either.isRight(result) ? [result.right] : [])))
    : Either.left([first, ...rest])
}

const sameButLast = (a: Sizes, b: Sizes): boolean => a.length === b.length && sameShape(a.slice(0, -1), b.slice(0, -1))

const merge = <T>(branches: ReadonlyArray<Named.Named<T>>): Named.Named<T> => Named.disjoint(...branches)

const parallelRow = row({
  name: 'parallel',
  intent: 'Gives the same input to several branches and joins what comes out along the last axis.',
  codec: (layers) => struct({ branches: array(layers, { minItems: 1 }) }),
  build: ({ branches }, input, context) => {
    if (input.length === 0) return wrongSizes(context, 'at least one axis', input)
    const nested = all(branches.map((branch, i) => context.nest(branch, input, `branches[${i}]`)))
    return Either.chain((inside: ReadonlyArray<Built>) => {
      const [first = { output: input }] = inside
      const odd = inside.find(({ output }) => output.length !== input.length || !sameButLast(output, first.output))
      if (odd !== undefined)
        return wrongSizes(
          context,
          `branches that differ from ${drawShape(first.output)} in the last axis alone`,
          odd.output,
        )
      const parts = inside.map((branch, i) => scoped(branch, `branches.${i}`))
      const names = parts.flatMap(({ aux }) => Named.names(aux))
      const twice = names.find((name, i) => names.indexOf(name) !== i)
      if (twice !== undefined)
        return Either.left<Faults>([
          { fault: 'duplicate name', where: context.where, expected: 'a name of its own', found: `"${twice}" again` },
        ])
      return built({
        output: [...first.output.slice(0, -1), inside.reduce((sum, { output }) => sum + last(output), 0)],
        parameters: merge(parts.map(({ parameters }) => parameters)),
        borrows: merge(parts.map(({ borrows }) => borrows)),
        buffers: merge(parts.map(({ buffers }) => buffers)),
        noise: merge(parts.map(({ noise }) => noise)),
        aux: merge(parts.map(({ aux }) => aux)),
        program: program(inside),
      })
    })(nested)
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
