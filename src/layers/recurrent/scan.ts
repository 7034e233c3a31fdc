import type { Tensor } from '../../tensor/tensor.ts'
import { itemAt } from '../core/itemAt.ts'
import { plus } from '../core/stage.ts'
import type { Cell, CellCotangents, CellOutput } from './cell.ts'

type Tensors<T> = ReadonlyArray<T>

/** What the scans along a sequence need in both directions. */
export interface Scan<T> {
  readonly A: Tensor<T>
  readonly cell: Cell
  /** U for each gate. */
  readonly weights: Tensors<T>
  /** The bias of the state. */
  readonly bias: T | undefined
  /** The padding mask of each step, [N, h]; undefined where every step is present. */
  readonly present: Tensors<T> | undefined
}

/** Runs the cell over the steps. `inputs` holds aₜ: for each gate a tensor a step. */
export const scan = <T>(
  { A, cell, weights, bias, present }: Scan<T>,
  inputs: ReadonlyArray<Tensors<T>>,
  initial: Tensors<T>,
): ReadonlyArray<CellOutput<T>> => {
  let state = initial
  return itemAt(inputs, 0).map((_, t) => {
    const before = state
    const output = cell.step(A, { inputs: inputs.map((gate) => itemAt(gate, t)), state, weights, bias })
    state =
      present === undefined
        ? output.state
        : output.state.map((after, i) => A.where(itemAt(present, t), after, itemAt(before, i)))
    return { ...output, state }
  })
}

/** Backpropagates from the last step, with the cotangents `dy` of each step's h, if there are any. */
export const scanBackward = <T>(
  { A, weights, present }: Scan<T>,
  steps: ReadonlyArray<CellOutput<T>>,
  dy: Tensors<T>,
  dfinal: Tensors<T>,
): ReadonlyArray<CellCotangents<T>> => {
  let dstate = dfinal
  const backward = steps.toReversed().map(({ pullback }, i) => {
    const t = steps.length - 1 - i
    const dout = dstate.map((d, j) => (j === 0 ? plus(A, d, dy[t]) : d))
    const masked = present === undefined ? dout : dout.map((d) => A.mul(d, itemAt(present, t)))
    const cotangents = pullback(masked)
    const dh = cotangents.dproducts.map((d, gate) => A.matmul(d, itemAt(weights, gate), { b: true })).reduce(A.add)
    dstate = [plus(A, dh, cotangents.dh), ...cotangents.dothers].map((d, j) =>
      present === undefined ? d : A.add(d, A.sub(itemAt(dout, j), itemAt(masked, j))),
    )
    return cotangents
  })
  return backward.toReversed()
}
