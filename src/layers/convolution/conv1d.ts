import type { Sizes } from '../../tensor/shape.ts'
import { defineConvolution } from './convolution.ts'
import type { ConvolutionOptions } from './convolutionSettings.ts'
import type { Net } from '../core/net.ts'
import { append } from '../core/net.ts'
import type { Padding } from './slidingWindow.ts'
import type { OutputSize, WindowOptions } from './typedSizes.ts'

/**
 * Convolution over a sequence with its channels first, [channels, length] (LeCun et al. 1989; Dumoulin and Visin 2016): every output
 * channel has a kernel of w entries along each axis for every input channel of its group. Kernels are not flipped
 * (cross-correlation, as in PyTorch).
 *
 *     y[n, o, p] = b[o] + Σ x[n, i, p·stride + q·dilation − before] · k[o, i, q]      over i in the group of o, and q
 *     x: [N, g·i, s]   k: [g·o, i, w]   b: [g·o]   y: [N, g·o, e]
 *     dx = the transposed convolution of dy with k      dk = Σₙ, p dy[n, o, p] · x[n, i, p·stride + q·dilation − before]
 *     db = Σₙ, p dy
 *
 * The output size e of an axis of s entries is ⌈s / stride⌉ with padding "same" (zeros on both sides; of an odd number,
 * one more after), and ⌊(s + 2·padding − dilation·(w − 1) − 1) / stride⌋ + 1 with a number; "valid" is padding 0. With as
 * many groups as input channels it is depthwise.
 *
 * @example
 * const encoder = pipe(input([1, 64]), conv1d(16, { stride: 2 }), relu, conv1d(32, { stride: 2 }), relu, flatten, dense(32))
 */
export const conv1d = defineConvolution(
  1,
  {
    name: 'conv1d',
    mirror: 'convTranspose1d',
    summary: '1-D convolution of a sequence [channels, length], with stride, dilation, groups and padding.',
  },
  (specify) =>
    <
      const Channels extends number,
      const Kernel extends number = 3,
      const Stride extends number = 1,
      const Dilation extends number = 1,
      const Zeros extends Padding = 'same',
    >(
      channels: Channels,
      options: WindowOptions<Kernel, Stride, Dilation, Zeros> & ConvolutionOptions = {},
    ) =>
    <Input extends Sizes, L extends number, Aux extends string>(
      net: Net<Input, readonly [number, L], Aux>,
    ): Net<Input, readonly [Channels, OutputSize<L, Kernel, Stride, Dilation, Zeros>], Aux> =>
      append(net, specify({ channels, ...options })),
)
