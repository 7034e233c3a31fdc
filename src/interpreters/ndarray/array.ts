import ndarray from 'ndarray'
import ops from 'ndarray-ops'
import type { Sizes } from '../../tensor/shape.ts'
import { product } from '../../tensor/shape.ts'

export type Numbers = Float32Array | Float64Array
export type Dtype = 'float32' | 'float64'
/** A view of numbers: shape, stride (0 where an axis is repeated) and offset into shared data. Never written to. */
export type NdArray = ndarray.NdArray<Numbers>

export const allocate = (dtype: Dtype, length: number): Numbers =>
  dtype === 'float32' ? new Float32Array(length) : new Float64Array(length)

/** A view with every stride given. */
export const view = (data: Numbers, shape: Sizes, stride: Sizes, offset: number): NdArray =>
  ndarray(data, [...shape], [...stride], offset)

const rowMajor = (shape: Sizes): Sizes => {
  const stride = [...shape]
  let step = 1
  for (let axis = shape.length - 1; axis >= 0; axis--) {
    stride[axis] = step
    step *= shape[axis] ?? 1
  }
  return stride
}

/** Numbers in row-major order, as they stand. */
export const wrap = (data: Numbers, shape: Sizes): NdArray => view(data, shape, rowMajor(shape), 0)

export const zeros = (dtype: Dtype, shape: Sizes): NdArray => wrap(allocate(dtype, product(shape)), shape)

/** Whether the numbers stand row-major without gaps. */
export const isDense = ({ shape, stride }: NdArray): boolean => {
  const expected = rowMajor(shape)
  return shape.every((size, axis) => size === 1 || stride[axis] === expected[axis])
}

/** The same view with at least one axis: cwise has no notion of an array without axes. */
export const lift = (a: NdArray): NdArray => (a.shape.length === 0 ? view(a.data, [1], [1], a.offset) : a)

/** The view itself if it is dense, else a copy that is. */
export const dense = (dtype: Dtype, a: NdArray): NdArray => {
  if (isDense(a)) return a
  const copy = zeros(dtype, a.shape)
  ops.assign(lift(copy), lift(a))
  return copy
}

/** The numbers of a view, row-major: its own data where that is all there is to it, else a copy. Not to be written to. */
export const numbersOf = (dtype: Dtype, a: NdArray): Numbers => {
  const { data, offset, size } = dense(dtype, a)
  return offset === 0 && data.length === size ? data : data.slice(offset, offset + size)
}

/** A copy of the numbers of a view in double precision, row-major. */
export const copied = ({ data, shape, stride, offset, size }: NdArray): Float64Array => {
  const positions = offsets(shape, stride, offset)
  const copy = new Float64Array(size)
  for (let i = 0; i < size; i++) copy[i] = data[positions[i] ?? 0] ?? Number.NaN
  return copy
}

/** The position in the data of every entry, over the given axes in row-major order. */
export const offsets = (shape: Sizes, stride: Sizes, start = 0): Int32Array => {
  let positions = Int32Array.of(start)
  shape.forEach((size, axis) => {
    const step = stride[axis] ?? 0
    const next = new Int32Array(positions.length * size)
    for (let i = 0, at = 0; i < positions.length; i++)
      for (let k = 0; k < size; k++) next[at++] = (positions[i] ?? 0) + k * step
    positions = next
  })
  return positions
}
