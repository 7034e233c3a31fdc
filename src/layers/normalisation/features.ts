import * as Either from 'fp-ts/lib/Either.js'
import type { Faults } from '../../codec/index.ts'
import { describe, integer } from '../../codec/index.ts'
import type { Extent, Shape, Sizes } from '../../tensor/shape.ts'
import { extentAt, product, times } from '../../tensor/shape.ts'
import type { Tensor } from '../../tensor/tensor.ts'
import type { Context } from '../core/layer.ts'
import { wrongSizes } from '../core/layer.ts'

/** Which axis of a row holds the features: counted from 0, or from −1 backwards. */
export const axis = describe(
  integer({ minimum: -4, maximum: 3 }),
  'the axis of a row with the features or channels; -1 is the last',
)

/** The axis counted from 0, if a row of these sizes has it. */
export const resolveAxis = (at: number, input: Sizes, context: Context): Either.Either<Faults, number> => {
  const resolved = at < 0 ? input.length + at : at
  return resolved >= 0 && resolved < input.length
    ? Either.right(resolved)
    : wrongSizes(context, `rows with an axis ${at}`, input)
}

/**
 * Rows by feature: [N, …before, F, …after] as a matrix [R, F] where nothing comes after, else as [R, F, A]. What
 * belongs to a feature is then in all axes but 1.
 */
export const byFeature = (shape: Shape, at: number): Shape => {
  const sizes = shape.slice(1).map((extent) => (typeof extent === 'number' ? extent : 1))
  const rows = times(extentAt(shape, 0), product(sizes.slice(0, at)))
  const [features = 1, ...after] = sizes.slice(at)
  return after.length === 0 ? [rows, features] : [rows, features, product(after)]
}

/** The axes that do not hold features. */
export const beside = (shape: Shape): ReadonlyArray<number> => (shape.length === 2 ? [0] : [0, 2])

/** A number for each feature, [F], in the shape of rows by feature. */
export const perFeature = <T>(A: Tensor<T>, a: T, shape: Shape): T =>
  A.expand(
    A.reshape(
      a,
      shape.map((extent, i): Extent => (i === 1 ? extent : 1)),
    ),
    shape,
  )

/** Σ over all but the features: [F]. */
export const featureSum = <T>(A: Tensor<T>, a: T): T => {
  const shape = A.shape(a)
  return A.reshape(A.sum(a, beside(shape)), [extentAt(shape, 1)])
}
