import * as Either from 'fp-ts/lib/Either.js'
import { pipe } from 'fp-ts/lib/function.js'
import type { Fallible } from '../../codec/index.ts'
import { settle } from '../../codec/index.ts'
import * as Named from '../../tensor/named.ts'
import type { Sizes } from '../../tensor/shape.ts'
import { extentAt } from '../../tensor/shape.ts'
import type { Tensor } from '../../tensor/tensor.ts'
import type { Built, Context } from './layer.ts'
import type { Needs } from './nested.ts'
import { joinNeeds, scoped } from './nested.ts'
import type { LayerSpec } from './net.ts'
import type { Cotangents, Stage, StageInput } from './stage.ts'
import { sequence } from './stage.ts'

/** Several networks inside one layer, and what they need. */
export interface Branches {
  readonly inside: ReadonlyArray<Built>
  readonly needs: Needs
}

/** All values if there are no faults, else the faults of all. */
const all = <A>(results: ReadonlyArray<Fallible<A>>): Fallible<ReadonlyArray<A>> =>
  settle(
    results.flatMap((result) => (Either.isLeft(result) ? result.left : [])),
    () => results.flatMap((result) => (Either.isRight(result) ? [result.right] : [])),
  )

/** Builds the networks in the setting `branches` of a layer, each for its own input. */
export const buildBranchesOn = (
  branches: ReadonlyArray<ReadonlyArray<LayerSpec>>,
  inputs: ReadonlyArray<Sizes>,
  context: Context,
): Fallible<Branches> =>
  pipe(
    all(branches.map((branch, i) => context.nest(branch, inputs[i] ?? [], `branches[${i}]`))),
    Either.flatMap((inside) =>
      pipe(
        joinNeeds(
          inside.map((branch, i) => scoped(branch, `branches.${i}`)),
          context,
        ),
        Either.map((needs) => ({ inside, needs })),
      ),
    ),
  )

/** Builds the networks in the setting `branches` of a layer, all for the layer's input. */
export const buildBranches = (
  branches: ReadonlyArray<ReadonlyArray<LayerSpec>>,
  input: Sizes,
  context: Context,
): Fallible<Branches> =>
  buildBranchesOn(
    branches,
    branches.map(() => input),
    context,
  )

/** The extents of the outputs of branches along an axis. */
export const widthsAlong = (inside: ReadonlyArray<Built>, axis: number): Sizes =>
  inside.map(({ output }) => extentAt(output, axis))

/** The results of branches on inputs of their own. */
export interface BranchesOn<T> extends Pick<Stage<T>, 'aux' | 'buffers'> {
  readonly outputs: ReadonlyArray<T>
  /** From a cotangent of each output to one of each input. */
  readonly pullback: (
    douts: ReadonlyArray<T>,
    daux: Named.Named<T>,
  ) => { readonly dxs: ReadonlyArray<T>; readonly dparameters: Named.Named<T> }
}

/** Runs every branch on its own input. */
export const runBranchesOn = <T>(
  A: Tensor<T>,
  inside: ReadonlyArray<Built>,
  xs: ReadonlyArray<T>,
  whole: StageInput<T>,
): BranchesOn<T> => {
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

/** The results of branches on one input. */
export interface BranchesOnOne<T> extends Omit<BranchesOn<T>, 'pullback'> {
  /** From a cotangent of each output to that of the input they share. */
  readonly pullback: (douts: ReadonlyArray<T>, daux: Named.Named<T>) => Cotangents<T>
}

/** Runs every branch on the layer's input. */
export const runBranches = <T>(A: Tensor<T>, inside: ReadonlyArray<Built>, input: StageInput<T>): BranchesOnOne<T> => {
  const { pullback, ...rest } = runBranchesOn(
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
