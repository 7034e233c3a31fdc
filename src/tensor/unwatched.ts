import type { Tensor } from './tensor.ts'

const algebras = new WeakMap<object, unknown>()

/** Says of an algebra that watches every operation of another which one that is. */
export const watches = <T>(watching: Tensor<T>, watched: Tensor<T>): void => void algebras.set(watching, watched)

/**
 * The algebra that another one watches, or that one itself. For series whose last terms matter less than what laws tell
 * apart, and which are checked against a table of exact values instead.
 */
export const unwatched = <T>(A: Tensor<T>): Tensor<T> =>
  // `watches` puts algebras of the same T together.
  (algebras.get(A) as Tensor<T> | undefined) ?? A
