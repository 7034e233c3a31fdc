import type { Sizes } from './shape.ts'
import { extentAt } from './shape.ts'
import type { PadWidths, Window } from './tensor.ts'

/** How a kernel slides along one axis. */
export interface AxisWindow {
  readonly stride: number
  readonly dilation: number
  readonly padding: PadWidths
}

/** The extent of a dilated kernel. */
export const spanOf = (kernel: number, dilation: number): number => dilation * (kernel - 1) + 1

/** The output extent of a convolution along an axis; below 1 if the kernel does not fit. */
export const outputExtent = (
  size: number,
  kernel: number,
  { stride, dilation, padding: { before, after } }: AxisWindow,
): number => Math.floor((size + before + after - spanOf(kernel, dilation)) / stride) + 1

/** The least and the greatest extent of an input that give this output extent. */
export const inputExtents = (
  output: number,
  kernel: number,
  { stride, dilation, padding: { before, after } }: AxisWindow,
): readonly [least: number, greatest: number] => {
  const least = (output - 1) * stride + spanOf(kernel, dilation) - before - after
  return [Math.max(1, least), least + stride - 1]
}

/** The output sizes of a convolution. */
export const outputSizes = (sizes: Sizes, kernel: Sizes, { strides, dilations, pads }: Window): Sizes =>
  sizes.map((size, axis) =>
    outputExtent(size, extentAt(kernel, axis), {
      stride: extentAt(strides, axis),
      dilation: extentAt(dilations, axis),
      padding: pads[axis] ?? { before: 0, after: 0 },
    }),
  )

/** Padding that gives an output extent of ⌈size / stride⌉; of an odd number of zeros, one more comes after. */
export const samePadding = (
  size: number,
  kernel: number,
  { stride, dilation }: Omit<AxisWindow, 'padding'>,
): PadWidths => {
  const missing = Math.max(0, (Math.ceil(size / stride) - 1) * stride + spanOf(kernel, dilation) - size)
  return { before: Math.floor(missing / 2), after: Math.ceil(missing / 2) }
}
