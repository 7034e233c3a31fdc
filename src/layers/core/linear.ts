import * as Adjoint from '../../tensor/adjoint.ts'
import type { Extent, Sizes } from '../../tensor/shape.ts'
import { extentAt } from '../../tensor/shape.ts'
import type { Padding, Range, Tensor } from '../../tensor/tensor.ts'
import type { Program } from './stage.ts'
import { stage } from './stage.ts'

/** A linear map of rows with its adjoint: ⟨L x, dy⟩ = ⟨x, L† dy⟩. */
export type Linear = <T>(A: Tensor<T>, x: T) => { readonly y: T; readonly adjoint: (dy: T) => T }

/** A pair of the table of adjoints, with its arguments for N examples. */
const paired =
  <Arguments>({ apply, adjoint }: Adjoint.Adjoint<Arguments>, of: (n: Extent) => Arguments): Linear =>
  (A, x) => {
    const shape = A.shape(x)
    const settings = of(extentAt(shape, 0))
    return { y: apply(A, x, settings), adjoint: (dy) => adjoint(A, dy, shape, settings) }
  }

/** The same numbers, row-major, in other sizes. */
export const reshaped = (sizes: Sizes): Linear => paired(Adjoint.reshape, (n) => ({ shape: [n, ...sizes] }))

/** The axes in another order, counted without the batch. */
export const permuted = (axes: ReadonlyArray<number>): Linear =>
  paired(Adjoint.transpose, () => ({ permutation: [0, ...axes.map((axis) => axis + 1)] }))

/** A range of each axis; `null` is the whole axis. */
export const cut = (ranges: ReadonlyArray<Range | null>): Linear =>
  paired(Adjoint.slice, () => ({ ranges: [null, ...ranges] }))

/** Zeros around and between the entries of each axis. */
export const padded = (paddings: ReadonlyArray<Padding | null>): Linear =>
  paired(Adjoint.pad, () => ({ paddings: [null, ...paddings] }))

/** Axes of extent 1 repeated to these sizes. */
export const repeated = (sizes: Sizes): Linear => paired(Adjoint.expand, (n) => ({ shape: [n, ...sizes] }))

/** One map after the other: (M L)† = L† M†. */
export const inOrder =
  (...maps: ReadonlyArray<Linear>): Linear =>
  <T>(A: Tensor<T>, x: T) => {
    let y = x
    const adjoints = maps.map((map) => {
      const done = map(A, y)
      y = done.y
      return done.adjoint
    })
    return { y, adjoint: (dy: T) => adjoints.reduceRight((d, adjoint) => adjoint(d), dy) }
  }

/** The program of a linear layer without parameters: y = L x, dx = L† dy. */
export const linear =
  (map: Linear): Program =>
  (A, { x }) => {
    const { y, adjoint } = map(A, x)
    return stage(y, (dy) => ({ dx: adjoint(dy), dparameters: {} }))
  }
