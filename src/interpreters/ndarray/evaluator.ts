import * as Infer from '../../tensor/infer.ts'
import { entrywiseRecord } from '../../tensor/primitives.ts'
import type { Sizes } from '../../tensor/shape.ts'
import { knownExtent, knownSizes, product } from '../../tensor/shape.ts'
import type { Readable, Tensor } from '../../tensor/tensor.ts'
import type { Dtype, NdArray } from './array.ts'
import { allocate, copied, lift, wrap, zeros } from './array.ts'
import * as Convolution from './convolution.ts'
import type { Kernel } from './elementwise.ts'
import * as Elementwise from './elementwise.ts'
import { matmul } from './matmul.ts'
import * as Structural from './structural.ts'

/**
 * The reference evaluator: eager, pure, plain loops on ndarrays of one dtype. Sums and products accumulate in double
 * precision in a fixed order, so the same program gives the same bits. `fastNdarrays` has quicker products.
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
      return Structural.topMask(dtype, a, knownExtent(k))
    },
    matmul: (x, y, transpose) =>
      matmul(dtype, [x, y], knownSizes(Infer.matmul(x.shape, y.shape, transpose)), transpose),
    conv: (x, k, window) => Convolution.conv(dtype, [x, k], knownSizes(Infer.conv(x.shape, k.shape, window)), window),
    convInput: (y, k, window, sizes) =>
      Convolution.convInput(dtype, [y, k], knownSizes(Infer.convInput(y.shape, k.shape, window, sizes)), window),
    convKernel: (x, y, window, sizes) =>
      Convolution.convKernel(dtype, [x, y], knownSizes(Infer.convKernel(x.shape, y.shape, window, sizes)), window),
    expand: (a, shape) => Structural.expand(a, knownSizes(Infer.expand(a.shape, shape))),
    reshape: (a, shape) => Structural.reshape(dtype, a, knownSizes(Infer.reshape(a.shape, shape))),
    transpose: (a, permutation) => {
      Infer.transpose(a.shape, permutation)
      return Structural.transpose(a, permutation)
    },
    slice: (a, ranges) => Structural.slice(a, ranges, knownSizes(Infer.slice(a.shape, ranges))),
    pad: (a, paddings) => Structural.pad(dtype, a, paddings, knownSizes(Infer.pad(a.shape, paddings))),
    concat: (parts, axis) => {
      const shape = knownSizes(
        Infer.concat(
          parts.map((part) => part.shape),
          axis,
        ),
      )
      return Structural.concat(dtype, parts, axis, shape)
    },
    gather: (table, indices) =>
      Structural.gather(dtype, table, indices, knownSizes(Infer.gather(table.shape, indices.shape))),
    scatter: (values, indices, n) =>
      Structural.scatter(dtype, values, indices, knownSizes(Infer.scatter(values.shape, indices.shape, n))),
    read: copied,
  }
}
