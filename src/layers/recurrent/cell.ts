import type { Tensor } from '../../tensor/tensor.ts'

type Tensors<T> = ReadonlyArray<T>

/** What a step is given. */
export interface CellInput<T> {
  /** aₜ = xₜ·W + b of each gate: [N, h] each. */
  readonly inputs: Tensors<T>
  /** sₜ₋₁, whose first tensor is h: [N, h] each. */
  readonly state: Tensors<T>
  /** U of each gate: [h, h] each. */
  readonly weights: Tensors<T>
  /** Where the state has one: [h]. */
  readonly bias: T | undefined
}

/** The cotangents behind a step: [N, h] each. */
export interface Pulled<T> {
  /** Of h·U, gate by gate; that of the last gate is the bias's, too. */
  readonly dproducts: Tensors<T>
  /** Of aₜ, gate by gate. */
  readonly dinputs: Tensors<T>
  /** Of h in other ways than by h·U. */
  readonly dh?: T
  /** Of the rest of the state. */
  readonly dothers: Tensors<T>
}

/** The state after a step, and the way back through it. */
export interface Taken<T> {
  readonly state: Tensors<T>
  readonly pullback: (dstate: Tensors<T>) => Pulled<T>
}

/**
 * A recurrent cell of h units: sₜ = f(aₜ, sₜ₋₁) with aₜ = xₜ·W + b, where h is the first tensor of the state s and is
 * multiplied by U, [h, gates·h]. Each gate has tensors of its own, so that nothing is cut apart or joined at a step.
 */
export interface Cell {
  readonly name: string
  readonly gates: number
  /** How many tensors the state holds. */
  readonly states: number
  /** Whether the state has a bias of its own, [h], which is added to the product of the last gate. */
  readonly bias: boolean
  readonly step: <T>(A: Tensor<T>, input: CellInput<T>) => Taken<T>
}

/** An item that is there. */
export const at = <T>(items: ReadonlyArray<T>, i: number): T => {
  const item = items[i]
  if (item === undefined) throw new RangeError(`no item ${i} among ${items.length}`)
  return item
}
