import * as Either from 'fp-ts/lib/Either.js'
import type { Fallible } from '../../codec/index.ts'
import { describe, integer } from '../../codec/index.ts'
import type { Extent, Shape, Sizes } from '../../tensor/shape.ts'
import { extentAt, knownSizes, product, times } from '../../tensor/shape.ts'
import type { Tensor } from '../../tensor/tensor.ts'
import type { Context } from '../core/layer.ts'
import { wrongSizes } from '../core/layer.ts'

/** The axis of an example that holds the features: counted from 0, or backwards from −1. */
export const axis = describe(
  integer({ minimum: -4, maximum: 3 }),
  'the axis of an example with the features or channels; -1 is the last',
)

/** The axis counted from 0, if an example of these sizes has it. */
export const resolveAxis = (at: number, input: Sizes, context: Context): Fallible<number> => {
  const resolved = at < 0 ? input.length + at : at
  return resolved >= 0 && resolved < input.length
    ? Either.right(resolved)
    : wrongSizes(context, `rows with an axis ${at}`, input)
}

/**
 * The shape in which axis 1 holds the features: [N, …before, F, …after] as a matrix [R, F] if F is the last axis, else
 * as [R, F, A].
 */
export const byFeature = (shape: Shape, at: number): Shape => {
  const sizes = knownSizes(shape.slice(1))
  const rows = times(extentAt(shape, 0), product(sizes.slice(0, at)))
  const [features, after] = [extentAt(sizes, at), sizes.slice(at + 1)]
  return after.length === 0 ? [rows, features] : [rows, features, product(after)]
}

/** The axes of a shape by feature that do not hold the features. */
export const otherAxes = (shape: Shape): ReadonlyArray<number> => (shape.length === 2 ? [0] : [0, 2])

/** A number for each feature, [F], repeated to a shape by feature. */
export const perFeature = <T>(A: Tensor<T>, a: T, shape: Shape): T =>
  A.expand(
    A.reshape(
      a,
      shape.map((extent, i): Extent => (i === 1 ? extent : 1)),
    ),
    shape,
  )

/** The sum over all axes but that of the features: [F]. */
export const featureSum = <T>(A: Tensor<T>, a: T): T => {
  const shape = A.shape(a)
  return A.reshape(A.sum(a, otherAxes(shape)), [extentAt(shape, 1)])
}
