import type { Sizes } from '../../tensor/shape.ts'
import type { ConvolutionOptions } from './convolution.ts'
import { transposedRow } from './convolution.ts'
import type { Net } from '../core/net.ts'
import { append } from '../core/net.ts'
import type { Padding, Source, WindowOptions } from './window.ts'

const convTranspose2dRow = transposedRow(
  2,
  'convTranspose2d',
  'conv2d',
  'The transpose of conv2d: leads from its output sizes back to its input sizes, as a decoder needs.',
)

/** The sizes that come out: those that are asked for, or what the places come from. */
type Reached<Asked, Otherwise> = Asked extends readonly number[] ? Asked : Otherwise

/**
 * Transposed convolution (Zeiler et al. 2010; Dumoulin and Visin 2016, section 4): the adjoint of a convolution with
 * the same settings, from the sizes that it gives to the sizes that it takes.
 *
 *     y[n, i, p·stride + q·dilation − before] = b[i] + Σ x[n, o, p] · k[o, i, q]      over o in the group of i, p and q
 *     x: [N, g·o, e₁, e₂]   k: [g·o, i, w, w]   b: [g·i]   y: [N, g·i, s₁, s₂]
 *     dx = the convolution of dy with k      dk = Σₙ, p x[n, o, p] · dy[n, i, p·stride + q·dilation − before]
 *     db = Σ dy over all but the channels
 *
 * Several sizes may lead to the same e: `size` says which. Without it, s = e·stride with padding "same", else the
 * least, s = (e − 1)·stride + dilation·(w − 1) + 1 − 2·padding. `mirror` gives the size where it matters.
 *
 * @example
 * const decoder = pipe(input([32]), dense(1568), reshape([32, 7, 7]), convTranspose2d(16, { stride: 2 }), relu, convTranspose2d(1, { stride: 2 }))
 */
export const convTranspose2d = Object.assign(
  <
    const Channels extends number,
    const Kernel extends number = 3,
    const Stride extends number = 1,
    const Dilation extends number = 1,
    const Zeros extends Padding = 'same',
    const Asked extends readonly [number, number] | undefined = undefined,
  >(
    channels: Channels,
    options: WindowOptions<Kernel, Stride, Dilation, Zeros> & ConvolutionOptions & { readonly size?: Asked } = {},
  ) =>
    <Input extends Sizes, H extends number, W extends number, Aux extends string>(
      net: Net<Input, readonly [number, H, W], Aux>,
    ): Net<
      Input,
      readonly [
        Channels,
        ...Reached<
          Asked,
          readonly [Source<H, Kernel, Stride, Dilation, Zeros>, Source<W, Kernel, Stride, Dilation, Zeros>]
        >,
      ],
      Aux
    > =>
      append(net, { layer: 'convTranspose2d', channels, ...options }),
  { definition: convTranspose2dRow },
)
