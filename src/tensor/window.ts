import type { Sizes } from './shape.ts'
import type { PadWidths, Window } from './tensor.ts'

/** How many entries a kernel of so many spans. */
export const spanOf = (kernel: number, dilation: number): number => dilation * (kernel - 1) + 1

/** How many places a kernel has along an axis; below 1 if it does not fit. */
export const outputExtent = (
  size: number,
  kernel: number,
  { stride, dilation, edges }: { readonly stride: number; readonly dilation: number; readonly edges: PadWidths },
): number => Math.floor((size + edges.before + edges.after - spanOf(kernel, dilation)) / stride) + 1

/** How many places kernels of these sizes have along every axis. */
export const outputSizes = (sizes: Sizes, kernel: Sizes, { strides, dilations, pads }: Window): Sizes =>
  sizes.map((size, axis) =>
    outputExtent(size, kernel[axis] ?? 1, {
      stride: strides[axis] ?? 1,
      dilation: dilations[axis] ?? 1,
      edges: pads[axis] ?? { before: 0, after: 0 },
    }),
  )
