import * as Either from 'fp-ts/lib/Either.js'
import type { Faults } from '../../codec/index.ts'
import * as Named from '../../tensor/named.ts'
import type { Sizes } from '../../tensor/shape.ts'
import type { Tensor } from '../../tensor/tensor.ts'
import { jointCondition, mixedConditions } from './condition.ts'
import type { Built, Context } from './layer.ts'
import type { LayerSpec } from './net.ts'
import { scoped } from '../structure/residual.ts'
import type { Cotangents, Stage, StageInput } from './stage.ts'
import { sequence } from './stage.ts'

/** The tensors that layers inside a layer need and expose: what the layer around them passes on. */
export type Needs = Omit<Built, 'output' | 'program' | 'distribution'>

/** Several networks on one input: each as it was built, and what they need together. */
export interface Branches {
  readonly inside: ReadonlyArray<Built>
  readonly needs: Needs
}

const all = (results: ReadonlyArray<Either.Either<Faults, Built>>): Either.Either<Faults, ReadonlyArray<Built>> => {
  const [first, ...rest] = results.flatMap((result) => (Either.isLeft(result) ? result.left : []))
  return first === undefined
    ? Either.right(results.flatMap((result) => (Either.isRight(result) ? [result.right] : [])))
    : Either.left([first, ...rest])
}

const merge = <T>(branches: ReadonlyArray<Named.Named<T>>): Named.Named<T> => Named.disjoint(...branches)

/** What networks on one input need together, each in its own scope; an aux name that two of them have is a fault. */
export const together = (parts: ReadonlyArray<Needs>, context: Context): Either.Either<Faults, Needs> => {
  const names = parts.flatMap(({ aux }) => Named.names(aux))
  const twice = names.find((name, i) => names.indexOf(name) !== i)
  if (twice !== undefined)
    return Either.left([
      { fault: 'duplicate name', where: context.where, expected: 'a name of its own', found: `"${twice}" again` },
    ])
  const mixed = mixedConditions(parts, () => context.where)
  if (mixed !== undefined) return Either.left(mixed)
  const indices = parts.flatMap((part) => (part.indices === undefined ? [] : [part.indices.below]))
  return Either.right({
    parameters: merge(parts.map(({ parameters }) => parameters)),
    shared: merge(parts.map(({ shared }) => shared)),
    buffers: merge(parts.map(({ buffers }) => buffers)),
    noise: merge(parts.map(({ noise }) => noise)),
    aux: merge(parts.map(({ aux }) => aux)),
    ...(indices.length === 0 ? {} : { indices: { below: Math.min(...indices) } }),
    ...jointCondition(parts),
  })
}

/** Builds the networks in the setting `branches` of a layer, each for an input of its own. */
export const branchingEach = (
  branches: ReadonlyArray<ReadonlyArray<LayerSpec>>,
  inputs: ReadonlyArray<Sizes>,
  context: Context,
): Either.Either<Faults, Branches> =>
  Either.chain((inside: ReadonlyArray<Built>) =>
    Either.map((needs: Needs): Branches => ({ inside, needs }))(
      together(
        inside.map((branch, i) => scoped(branch, `branches.${i}`)),
        context,
      ),
    ),
  )(all(branches.map((branch, i) => context.nest(branch, inputs[i] ?? [], `branches[${i}]`))))

/** Builds them all for the layer's input. */
export const branching = (
  branches: ReadonlyArray<ReadonlyArray<LayerSpec>>,
  input: Sizes,
  context: Context,
): Either.Either<Faults, Branches> =>
  branchingEach(
    branches,
    branches.map(() => input),
    context,
  )

/** What came of branches that were each given an input of their own. */
export interface BranchedEach<T> extends Pick<Stage<T>, 'aux' | 'buffers'> {
  readonly outputs: ReadonlyArray<T>
  /** From a cotangent for each output to one for each input. */
  readonly pullback: (
    douts: ReadonlyArray<T>,
    daux: Named.Named<T>,
  ) => { readonly dxs: ReadonlyArray<T>; readonly dparameters: Named.Named<T> }
}

/** Runs every branch on its input. */
export const runEach = <T>(
  A: Tensor<T>,
  inside: ReadonlyArray<Built>,
  xs: ReadonlyArray<T>,
  whole: StageInput<T>,
): BranchedEach<T> => {
  const stages = inside.map(({ program }, i) =>
    sequence([{ scope: `branches.${i}`, program }])(A, { ...whole, x: xs[i] ?? whole.x }),
  )
  return {
    outputs: stages.map(({ y }) => y),
    aux: Named.disjoint(...stages.map(({ aux }) => aux)),
    buffers: Named.disjoint(...stages.map(({ buffers }) => buffers)),
    pullback: (douts, daux) => {
      const backs = stages.flatMap(({ pullback }, i) => {
        const d = douts[i]
        return d === undefined ? [] : [pullback(d, daux)]
      })
      return {
        dxs: backs.map(({ dx }) => dx),
        dparameters: Named.disjoint(...backs.map(({ dparameters }) => dparameters)),
      }
    },
  }
}

/** What came of branches on one input. */
export interface Branched<T> extends Omit<BranchedEach<T>, 'pullback'> {
  /** From a cotangent for each output to that of the input they share. */
  readonly pullback: (douts: ReadonlyArray<T>, daux: Named.Named<T>) => Cotangents<T>
}

/** Runs every branch on the input. */
export const runBranches = <T>(A: Tensor<T>, inside: ReadonlyArray<Built>, input: StageInput<T>): Branched<T> => {
  const { pullback, ...rest } = runEach(
    A,
    inside,
    inside.map(() => input.x),
    input,
  )
  return {
    ...rest,
    pullback: (douts, daux) => {
      const { dxs, dparameters } = pullback(douts, daux)
      return { dx: dxs.reduce(A.add), dparameters }
    },
  }
}
