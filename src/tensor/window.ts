import type { Sizes } from './shape.ts'
import type { PadWidths, Window } from './tensor.ts'

/** The extent of a dilated kernel. */
export const spanOf = (kernel: number, dilation: number): number => dilation * (kernel - 1) + 1

/** The output extent of a convolution along an axis; below 1 if the kernel does not fit. */
export const outputExtent = (
  size: number,
  kernel: number,
  { stride, dilation, edges }: { readonly stride: number; readonly dilation: number; readonly edges: PadWidths },
): number => Math.floor((size + edges.before + edges.after - spanOf(kernel, dilation)) / stride) + 1

/** The output sizes of a convolution. */
export const outputSizes = (sizes: Sizes, kernel: Sizes, { strides, dilations, pads }: Window): Sizes =>
  sizes.map((size, axis) =>
    outputExtent(size, kernel[axis] ?? 1, {
      stride: strides[axis] ?? 1,
      dilation: dilations[axis] ?? 1,
      edges: pads[axis] ?? { before: 0, after: 0 },
    }),
  )
