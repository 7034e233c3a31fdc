import type { Sizes } from '../../tensor/shape.ts'
import { defineTransposedConvolution } from './convolution.ts'
import type { ConvolutionOptions } from './convolutionSettings.ts'
import type { Net } from '../core/net.ts'
import { append } from '../core/net.ts'
import type { Padding } from './slidingWindow.ts'
import type { AskedSizes, TransposedSize, WindowOptions } from './typedSizes.ts'

/**
 * Transposed convolution (Zeiler et al. 2010; Dumoulin and Visin 2016, section 4): the adjoint of a convolution with
 * the same settings, from the sizes that it gives to the sizes that it takes.
 *
 *     y[n, i, p·stride + q·dilation − before] = b[i] + Σ x[n, o, p] · k[o, i, q]      over o in the group of i, p and q
 *     x: [N, g·o, e]   k: [g·o, i, w]   b: [g·i]   y: [N, g·i, s]
 *     dx = the convolution of dy with k      dk = Σₙ, p x[n, o, p] · dy[n, i, p·stride + q·dilation − before]
 *     db = Σ dy over all but the channels
 *
 * Several input sizes s have the same convolved size e: `size` picks one. Without it, s = e·stride with padding "same",
 * else the least, s = (e − 1)·stride + dilation·(w − 1) + 1 − 2·padding. `mirror` sets it where it is needed.
 *
 * @example
 * const decoder = pipe(input([32]), dense(1024), reshape([32, 32]), convTranspose1d(16, { stride: 2 }), relu, convTranspose1d(1, { stride: 2 }))
 */
export const convTranspose1d = defineTransposedConvolution(
  1,
  {
    name: 'convTranspose1d',
    mirror: 'conv1d',
    summary: '1-D transposed convolution: from the output sizes of conv1d to its input sizes.',
  },
  (specify) =>
    <
      const Channels extends number,
      const Kernel extends number = 3,
      const Stride extends number = 1,
      const Dilation extends number = 1,
      const Zeros extends Padding = 'same',
      const Asked extends readonly [number] = never,
    >(
      channels: Channels,
      options: WindowOptions<Kernel, Stride, Dilation, Zeros> & ConvolutionOptions & { readonly size?: Asked } = {},
    ) =>
    <Input extends Sizes, L extends number, Aux extends string>(
      net: Net<Input, readonly [number, L], Aux>,
    ): Net<
      Input,
      readonly [Channels, ...AskedSizes<Asked, readonly [TransposedSize<L, Kernel, Stride, Dilation, Zeros>]>],
      Aux
    > =>
      append(net, specify({ channels, ...options })),
)
