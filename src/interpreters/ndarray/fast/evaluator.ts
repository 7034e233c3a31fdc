import * as Infer from '../../../tensor/infer.ts'
import { knownSizes } from '../../../tensor/shape.ts'
import type { Readable, Tensor } from '../../../tensor/tensor.ts'
import type { Dtype, NdArray } from '../array.ts'
import { ndarrays } from '../evaluator.ts'
import * as Convolution from './convolution.ts'
import { matmul } from './matmul.ts'

/** The reference evaluator with packed matrix products, and convolutions by im2col: the same sums in another order. */
export const fastNdarrays = (dtype: Dtype): Tensor<NdArray> & Readable<NdArray> => ({
  ...ndarrays(dtype),
  matmul: (x, y, transpose) => matmul(dtype, [x, y], knownSizes(Infer.matmul(x.shape, y.shape, transpose)), transpose),
  conv: (x, k, window) => Convolution.conv(dtype, [x, k], knownSizes(Infer.conv(x.shape, k.shape, window)), window),
  convInput: (y, k, window, sizes) =>
    Convolution.convInput(dtype, [y, k], knownSizes(Infer.convInput(y.shape, k.shape, window, sizes)), window),
  convKernel: (x, y, window, sizes) =>
    Convolution.convKernel(dtype, [x, y], knownSizes(Infer.convKernel(x.shape, y.shape, window, sizes)), window),
})
