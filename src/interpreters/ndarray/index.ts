import * as Infer from '../../tensor/infer.ts'
import { entrywiseRecord } from '../../tensor/primitives.ts'
import type { Sizes } from '../../tensor/shape.ts'
import { product } from '../../tensor/shape.ts'
import type { Readable, Tensor } from '../../tensor/tensor.ts'
import type { Dtype, NdArray } from './array.ts'
import { allocate, copied, known, lift, wrap, zeros } from './array.ts'
import * as Convolution from './convolution.ts'
import type { Kernel } from './elementwise.ts'
import * as Elementwise from './elementwise.ts'
import { matmul } from './product.ts'
import * as Structural from './structural.ts'

export type { Dtype, NdArray } from './array.ts'
export { numbersOf, wrap } from './array.ts'

/**
 * The reference evaluator: eager, pure, one operation after the other on ndarrays of one dtype. Sums and
 * products accumulate in double precision in a fixed order, so the same program gives the same bits.
 */
export const ndarrays = (dtype: Dtype): Tensor<NdArray> & Readable<NdArray> => {
  const fresh = (shape: Sizes): NdArray => zeros(dtype, shape)
  const unary = (kernel: Kernel<[NdArray]>) => (a: NdArray) => {
    const out = fresh(a.shape)
    kernel(lift(out), lift(a))
    return out
  }
  const binary = (operation: string, kernel: Kernel<[NdArray, NdArray]>) => (a: NdArray, b: NdArray) => {
    Infer.elementwise(operation, a.shape, b.shape)
    const out = fresh(a.shape)
    kernel(lift(out), lift(a), lift(b))
    return out
  }
  return {
    shape: (a) => a.shape,
    constant: (values, shape) => {
      Infer.constant(values, shape)
      const data = allocate(dtype, values.length)
      data.set(values)
      return wrap(data, shape)
    },
    extent: (a, axes) => {
      Infer.extent(a.shape, axes)
      const out = fresh([])
      out.data[0] = product(axes.map((axis) => a.shape[axis] ?? 1))
      return out
    },
    ...entrywiseRecord(1, (name) => unary(Elementwise.unary[name])),
    ...entrywiseRecord(2, (name) => binary(name, Elementwise.binary[name])),
    stopGradient: (a) => a,
    where: (mask, a, other) => {
      Infer.elementwise('where', mask.shape, a.shape, other.shape)
      return Structural.where(dtype, mask, a, other)
    },
    sum: (a, axes) => {
      Infer.reduction('sum', a.shape, axes)
      return Structural.reduce(dtype, a, axes, [0, (total, value) => total + value])
    },
    max: (a, axes) => {
      Infer.reduction('max', a.shape, axes)
      return Structural.reduce(dtype, a, axes, [-Infinity, Math.max])
    },
    topMask: (a, k) => {
      Infer.topMask(a.shape, k)
      const [count = 1] = known([k])
      return Structural.topMask(dtype, a, count)
    },
    matmul: (x, y, transpose) => matmul(dtype, [x, y], known(Infer.matmul(x.shape, y.shape, transpose)), transpose),
    conv: (x, k, window) => Convolution.conv(dtype, [x, k], known(Infer.conv(x.shape, k.shape, window)), window),
    convInput: (y, k, window, sizes) =>
      Convolution.convInput(dtype, [y, k], known(Infer.convInput(y.shape, k.shape, window, sizes)), window),
    convKernel: (x, y, window, sizes) =>
      Convolution.convKernel(dtype, [x, y], known(Infer.convKernel(x.shape, y.shape, window, sizes)), window),
    expand: (a, shape) => Structural.expand(a, known(Infer.expand(a.shape, shape))),
    reshape: (a, shape) => Structural.reshape(dtype, a, known(Infer.reshape(a.shape, shape))),
    transpose: (a, permutation) => {
      Infer.transpose(a.shape, permutation)
      return Structural.transpose(a, permutation)
    },
    slice: (a, ranges) => Structural.slice(a, ranges, known(Infer.slice(a.shape, ranges))),
    pad: (a, paddings) => Structural.pad(dtype, a, paddings, known(Infer.pad(a.shape, paddings))),
    concat: (parts, axis) => {
      const shape = known(
        Infer.concat(
          parts.map((part) => part.shape),
          axis,
        ),
      )
      return Structural.concat(dtype, parts, axis, shape)
    },
    gather: (table, indices) =>
      Structural.gather(dtype, table, indices, known(Infer.gather(table.shape, indices.shape))),
    scatter: (values, indices, n) =>
      Structural.scatter(dtype, values, indices, known(Infer.scatter(values.shape, indices.shape, n))),
    read: copied,
  }
}
