import type { Tensor } from '../../tensor/tensor.ts'

type Tensors<T> = ReadonlyArray<T>

/** The input of one step. */
export interface CellInput<T> {
  /** aₜ = xₜ·W + b for each gate: [N, h] each. */
  readonly inputs: Tensors<T>
  /** sₜ₋₁, whose first tensor is h: [N, h] each. */
  readonly state: Tensors<T>
  /** U for each gate: [h, h] each. */
  readonly weights: Tensors<T>
  /** The bias of the state, [h], if the cell has one. */
  readonly bias: T | undefined
}

/** The cotangents of one step's input: [N, h] each. */
export interface CellCotangents<T> {
  /** Of h·U for each gate; that of the last gate is also the bias's. */
  readonly dproducts: Tensors<T>
  /** Of aₜ for each gate. */
  readonly dinputs: Tensors<T>
  /** Of h, without the part through h·U. */
  readonly dh?: T
  /** Of the state's other tensors. */
  readonly dothers: Tensors<T>
}

/** The state after one step, with the step's pullback. */
export interface CellOutput<T> {
  readonly state: Tensors<T>
  readonly pullback: (dstate: Tensors<T>) => CellCotangents<T>
}

/**
 * A recurrent cell of h units: sₜ = f(aₜ, sₜ₋₁) with aₜ = xₜ·W + b, where h is the first tensor of the state s and is
 * multiplied by U, [h, gates·h]. Each gate has its own tensors, so that a step neither splits nor concatenates.
 */
export interface Cell {
  readonly gates: number
  /** The number of tensors in the state. */
  readonly states: number
  /** Whether the state has a bias, [h], which is added to the product of the last gate. */
  readonly bias: boolean
  readonly step: <T>(A: Tensor<T>, input: CellInput<T>) => CellOutput<T>
}
