import type { Sizes } from '../../tensor/shape.ts'
import type { ConvolutionOptions } from './convolution.ts'
import { convolutionRow } from './convolution.ts'
import type { Net } from '../core/net.ts'
import { append } from '../core/net.ts'
import type { Padding, Places, WindowOptions } from './window.ts'

const conv1dRow = convolutionRow(
  1,
  'conv1d',
  'convTranspose1d',
  'Kernels slide along a sequence [channels, length]; with stride, dilation, groups and padding.',
)

/**
 * Convolution over a sequence with its channels first, [channels, length] (LeCun et al. 1989; Dumoulin and Visin 2016): every output
 * channel has a kernel of w entries along each axis for every input channel of its group. Kernels are not reversed.
 *
 *     y[n, o, p] = b[o] + Σ x[n, i, p·stride + q·dilation − before] · k[o, i, q]      over i in the group of o, and q
 *     x: [N, g·i, s]   k: [g·o, i, w]   b: [g·o]   y: [N, g·o, e]
 *     dx = the transposed convolution of dy with k      dk = Σₙ, p dy[n, o, p] · x[n, i, p·stride + q·dilation − before]
 *     db = Σₙ, p dy
 *
 * Of s entries come e = ⌈s / stride⌉ with padding "same" (zeros on both sides; of an odd number of them, one more
 * behind), and ⌊(s + 2·padding − dilation·(w − 1) − 1) / stride⌋ + 1 with a number; "valid" is padding 0. As many groups
 * as input channels make it depthwise.
 *
 * @example
 * const encoder = pipe(input([1, 64]), conv1d(16, { stride: 2 }), relu, conv1d(32, { stride: 2 }), relu, flatten, dense(32))
 */
export const conv1d = Object.assign(
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
    ): Net<Input, readonly [Channels, Places<L, Kernel, Stride, Dilation, Zeros>], Aux> =>
      append(net, { layer: 'conv1d', channels, ...options }),
  { definition: conv1dRow },
)
