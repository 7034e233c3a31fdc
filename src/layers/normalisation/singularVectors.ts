import { draw, stream } from '../../random/index.ts'
import type { Sizes } from '../../tensor/shape.ts'
import { extentAt, product } from '../../tensor/shape.ts'

/** The number of power iterations before the first step. */
const iterations = 15

const unit = (a: Float64Array): Float64Array => {
  const length = Math.sqrt(a.reduce((sum, value) => sum + value * value, 0))
  return a.map((value) => value / Math.max(length, 1e-12))
}

/** For each entry of a row-major weight its index in the transposed weight, row-major too. */
const transposedIndices = (shape: Sizes, order: ReadonlyArray<number>): Uint32Array => {
  const strides = shape.map((_, axis) =>
    product(order.slice(order.indexOf(axis) + 1).map((other) => extentAt(shape, other))),
  )
  return Uint32Array.from({ length: product(shape) }, (_, i) => {
    let [rest, place] = [i, 0]
    for (let axis = shape.length - 1; axis >= 0; axis--) {
      const extent = extentAt(shape, axis)
      place += (rest % extent) * extentAt(strides, axis)
      rest = Math.floor(rest / extent)
    }
    return place
  })
}

/**
 * Approximate singular vectors of the greatest singular value of a weight, as a matrix with the first axis of the order
 * in its rows, by power iterations from a fixed random vector: v ← Wᵀ·u / ‖Wᵀ·u‖, u ← W·v / ‖W·v‖.
 */
export const singularVectors = (
  numbers: Float64Array,
  shape: Sizes,
  order: ReadonlyArray<number>,
): { readonly left: Float64Array; readonly right: Float64Array } => {
  const rows = extentAt(shape, extentAt(order, 0))
  const columns = product(shape) / rows
  const at = transposedIndices(shape, order)
  const times = (a: Float64Array, length: number, from: (place: number) => readonly [out: number, into: number]) => {
    const out = new Float64Array(length)
    for (const [i, value] of numbers.entries()) {
      const [o, k] = from(at[i] ?? 0)
      out[o] = (out[o] ?? 0) + value * (a[k] ?? 0)
    }
    return unit(out)
  }
  let right = unit(draw(stream(0), columns, { kind: 'normal' }))
  let left: Float64Array = new Float64Array(rows)
  for (let i = 0; i < iterations; i++) {
    left = times(right, rows, (place) => [Math.floor(place / columns), place % columns])
    right = times(left, columns, (place) => [place % columns, Math.floor(place / columns)])
  }
  return { left, right }
}
