import type { Named } from '../../tensor/named.ts'

/** The cotangents of the input and the parameters of a network; parameters go by their full names. */
export interface NetworkCotangents<T> {
  readonly dx: T
  readonly dparameters: Named<T>
}

/** A network f evaluated at a point x, [M, …input]; J is its Jacobian in x. */
export interface Evaluated<T> {
  /** f(x), [M, …output] */
  readonly y: T
  /** The next value of each of its buffers, by full name. */
  readonly buffers: Named<T>
  /** The vector-Jacobian product Jᵀ dy, with the gradient of ⟨dy, f(x)⟩ in the parameters. */
  readonly vjp: (dy: T) => NetworkCotangents<T>
  /** The Jacobian-vector product J v, [M, …output]. */
  readonly jvp: (v: T) => Tangent<T>
}

/** J v, with its own pullback (forward over reverse). */
export interface Tangent<T> {
  readonly value: T
  /** The gradient of ⟨u, J v⟩ in x and the parameters, with u and v held fixed. */
  readonly vjp: (u: T) => NetworkCotangents<T>
}
