import { equal, fill, rsub, like, scale, square } from '../../tensor/derived.ts'
import type { Tensor } from '../../tensor/tensor.ts'

/** A value and how it moves: the tangent, `null` where it does not move. */
export interface Dual<T> {
  readonly primal: T
  readonly tangent: T | null
}

/** A value that does not move. */
export const constantDual = <T>(primal: T): Dual<T> => ({ primal, tangent: null })

/** A value that moves along the tangent. */
export const withTangent = <T>(primal: T, tangent: T): Dual<T> => ({ primal, tangent })

/** The tangent as a tensor: zeros where the value does not move. */
export const tangentOf = <T>(A: Tensor<T>, { primal, tangent }: Dual<T>): T => tangent ?? fill(A, 0, A.shape(primal))

/**
 * Forward mode over any other interpreter: the derivative of a program along a direction, by the rule of each
 * primitive and with no step size. Run a pullback in it and its tangent is a second derivative.
 */
export const dual = <T>(A: Tensor<T>): Tensor<Dual<T>> => {
  type D = Dual<T>
  /** d f(a) = f′(a)·da, where f′ may use f(a). */
  const smooth =
    (f: (a: T) => T, derivative: (a: T, y: T) => T) =>
    ({ primal, tangent }: D): D => {
      const y = f(primal)
      return { primal: y, tangent: tangent === null ? null : A.mul(derivative(primal, y), tangent) }
    }
  /** A linear map of one operand moves as it maps. */
  const linear =
    (f: (a: T) => T) =>
    ({ primal, tangent }: D): D => ({
      primal: f(primal),
      tangent: tangent === null ? null : f(tangent),
    })
  const plus = (a: T | null, b: T | null): T | null => (a === null ? b : b === null ? a : A.add(a, b))
  const bilinear =
    (f: (a: T, b: T) => T) =>
    (a: D, b: D): D => ({
      primal: f(a.primal, b.primal),
      tangent: plus(
        a.tangent === null ? null : f(a.tangent, b.primal),
        b.tangent === null ? null : f(a.primal, b.tangent),
      ),
    })
  const moves = (...operands: ReadonlyArray<D>): boolean => operands.some(({ tangent }) => tangent !== null)
  const choose = (mask: T, a: D, b: D): T | null =>
    moves(a, b) ? A.where(mask, tangentOf(A, a), tangentOf(A, b)) : null
  const quotient = (a: D, b: D): D => {
    const primal = A.div(a.primal, b.primal)
    const moved = b.tangent === null ? a.tangent : plus(a.tangent, A.neg(A.mul(primal, b.tangent)))
    return { primal, tangent: moved === null ? null : A.div(moved, b.primal) }
  }
  const greatest = (a: D, axes: ReadonlyArray<number>): D => {
    const primal = A.max(a.primal, axes)
    if (a.tangent === null) return constantDual(primal)
    const tied = equal(A, a.primal, like(A, primal, a.primal))
    return withTangent(primal, A.div(A.sum(A.mul(tied, a.tangent), axes), A.sum(tied, axes)))
  }
  const ones = (a: T): T => fill(A, 1, A.shape(a))
  return {
    shape: ({ primal }) => A.shape(primal),
    constant: (values, shape) => constantDual(A.constant(values, shape)),
    extent: ({ primal }, axes) => constantDual(A.extent(primal, axes)),
    neg: linear(A.neg),
    abs: smooth(A.abs, A.sign),
    sign: ({ primal }) => constantDual(A.sign(primal)),
    floor: ({ primal }) => constantDual(A.floor(primal)),
    exp: smooth(A.exp, (_a, y) => y),
    log: smooth(A.log, (a) => A.div(ones(a), a)),
    sqrt: smooth(A.sqrt, (_a, y) => A.div(ones(y), scale(A, y, 2))),
    sin: smooth(A.sin, A.cos),
    cos: smooth(A.cos, (a) => A.neg(A.sin(a))),
    tanh: smooth(A.tanh, (_a, y) => rsub(A, 1, square(A, y))),
    sigmoid: smooth(A.sigmoid, (_a, y) => A.mul(y, rsub(A, 1, y))),
    softplus: smooth(A.softplus, A.sigmoid),
    erf: smooth(A.erf, (a) => scale(A, A.exp(A.neg(square(A, a))), 2 / Math.sqrt(Math.PI))),
    stopGradient: ({ primal }) => constantDual(A.stopGradient(primal)),
    add: (a, b) => ({ primal: A.add(a.primal, b.primal), tangent: plus(a.tangent, b.tangent) }),
    sub: (a, b) => ({
      primal: A.sub(a.primal, b.primal),
      tangent: plus(a.tangent, b.tangent === null ? null : A.neg(b.tangent)),
    }),
    mul: bilinear(A.mul),
    div: quotient,
    maximum: (a, b) => ({
      primal: A.maximum(a.primal, b.primal),
      tangent: choose(A.greater(a.primal, b.primal), a, b),
    }),
    greater: (a, b) => constantDual(A.greater(a.primal, b.primal)),
    where: ({ primal: mask }, a, b) => ({ primal: A.where(mask, a.primal, b.primal), tangent: choose(mask, a, b) }),
    sum: (a, axes) => linear((x) => A.sum(x, axes))(a),
    max: greatest,
    topMask: ({ primal }, k) => constantDual(A.topMask(primal, k)),
    matmul: (a, b, transpose) => bilinear((x, y) => A.matmul(x, y, transpose))(a, b),
    conv: (x, k, window) => bilinear((a, b) => A.conv(a, b, window))(x, k),
    convInput: (y, k, window, sizes) => bilinear((a, b) => A.convInput(a, b, window, sizes))(y, k),
    convKernel: (x, y, window, sizes) => bilinear((a, b) => A.convKernel(a, b, window, sizes))(x, y),
    expand: (a, shape) => linear((x) => A.expand(x, shape))(a),
    reshape: (a, shape) => linear((x) => A.reshape(x, shape))(a),
    transpose: (a, permutation) => linear((x) => A.transpose(x, permutation))(a),
    slice: (a, ranges) => linear((x) => A.slice(x, ranges))(a),
    pad: (a, paddings) => linear((x) => A.pad(x, paddings))(a),
    concat: (parts, axis) => ({
      primal: A.concat(
        parts.map(({ primal }) => primal),
        axis,
      ),
      tangent: moves(...parts)
        ? A.concat(
            parts.map((part) => tangentOf(A, part)),
            axis,
          )
        : null,
    }),
    gather: (table, { primal: indices }) => linear((x) => A.gather(x, indices))(table),
    scatter: (values, { primal: indices }, n) => linear((x) => A.scatter(x, indices, n))(values),
  }
}
