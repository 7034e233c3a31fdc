import type { Named } from '../tensor/named.ts'
import { extentAt, isSymbolic } from '../tensor/shape.ts'
import type { Tensor } from '../tensor/tensor.ts'

/** A state whose first tensor is h, and what the way back will ask for: [N, w] each. */
export interface Taken<T> {
  readonly state: ReadonlyArray<T>
  readonly kept: Named<T>
}

/** The cotangents behind a step: of h·U, [N, gates·h], of h in other ways, and of the rest of the state, [N, h] each. */
export interface Pulled<T> {
  readonly dproduct: T
  readonly direct: { readonly h?: T; readonly others: ReadonlyArray<T> }
}

/** The cotangents of all steps: of h·U, [N, T, gates·h], and of the h that a step made, [N, T, h]. */
export interface Walked<T> {
  readonly dproduct: T
  readonly dh: T
}

/** The way back along a sequence. */
export interface WayBack<T> {
  /** What cotangents are multiplied by at each step, [N, T, w] each. */
  readonly factors: Named<T>
  /** The cotangent of all aₜ, [N, T, gates·h], and those of the parameters beside U. */
  readonly gather: (walked: Walked<T>) => { readonly da: T; readonly dparameters: Named<T> }
}

/**
 * A recurrent cell of h units: sₜ = f(aₜ, sₜ₋₁) with aₜ = xₜ·W + b, where h is the first tensor of the state s and
 * is multiplied by U, [h, gates·h].
 *
 * A cotangent goes back through a step by factors that do not depend on it. So the factors of all steps are computed
 * at once, entry by entry, and only what depends on the step behind it is left for each step.
 */
export interface Cell {
  readonly name: string
  readonly gates: number
  /** How many tensors the state holds. */
  readonly states: number
  /** Whether the state has a bias of its own, [h], beside that of the input. */
  readonly bias: boolean
  /** a: [N, gates·h]; the parameters are U, `weight`, and perhaps `bias`. */
  readonly step: <T>(A: Tensor<T>, a: T, state: ReadonlyArray<T>, parameters: Named<T>) => Taken<T>
  /** From what all steps kept and, as `before`, the h that each began with: [N, T, w] each. */
  readonly back: <T>(A: Tensor<T>, kept: Named<T>) => WayBack<T>
  /** Back through one step by its factors, [N, w] each. */
  readonly pull: <T>(A: Tensor<T>, factors: Named<T>, dstate: ReadonlyArray<T>) => Pulled<T>
}

/** An item that is there. */
export const at = <T>(items: ReadonlyArray<T>, i: number): T => {
  const item = items[i]
  if (item === undefined) throw new RangeError(`no item ${i} among ${items.length}`)
  return item
}

/** What stands side by side along the last axis, so many of one width: those from `start` up to `stop`. */
export const sideBySide = <T>(A: Tensor<T>, x: T, count: number) => {
  const shape = A.shape(x)
  const all = extentAt(shape, shape.length - 1)
  const width = isSymbolic(all) ? all.batch : all / count
  return (start: number, stop = start + 1): T =>
    A.slice(
      x,
      shape.map((_, axis) => (axis === shape.length - 1 ? { start: start * width, stop: stop * width } : null)),
    )
}
