/** The sizes of sliding windows, as the compiler computes them. */
import type { Add, DivCeil, DivFloor, Mul, Sub } from '../shape/arithmetic.ts'
import type { Padding } from './slidingWindow.ts'

/** The options of a convolution that decide its output size. */
export interface WindowOptions<
  Kernel extends number,
  Stride extends number,
  Dilation extends number,
  Zeros extends Padding,
> {
  readonly kernel?: Kernel
  readonly stride?: Stride
  readonly dilation?: Dilation
  readonly padding?: Zeros
}

type Span<Kernel extends number, Dilation extends number> = Add<Mul<Dilation, Sub<Kernel, 1>>, 1>

/** The output size of a convolution along an axis. */
export type OutputSize<
  Size extends number,
  Kernel extends number,
  Stride extends number,
  Dilation extends number,
  Zeros extends Padding,
> = Zeros extends 'same'
  ? DivCeil<Size, Stride>
  : Zeros extends number
    ? OutputSize<Add<Size, Mul<2, Zeros>>, Kernel, Stride, Dilation, 'valid'>
    : Add<DivFloor<Sub<Size, Span<Kernel, Dilation>>, Stride>, 1>

/** The output size of a transposed convolution along an axis, where no size is asked for. */
export type TransposedSize<
  Size extends number,
  Kernel extends number,
  Stride extends number,
  Dilation extends number,
  Zeros extends Padding,
> = Zeros extends 'same'
  ? Mul<Size, Stride>
  : Zeros extends number
    ? Sub<TransposedSize<Size, Kernel, Stride, Dilation, 'valid'>, Mul<2, Zeros>>
    : Add<Mul<Sub<Size, 1>, Stride>, Span<Kernel, Dilation>>

/** The sizes that are asked for, or the default ones where none are. */
export type AskedSizes<Asked extends ReadonlyArray<number>, Default extends ReadonlyArray<number>> = [Asked] extends [
  never,
]
  ? Default
  : Asked
