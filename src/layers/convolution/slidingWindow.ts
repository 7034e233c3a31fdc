import type { Codec } from '../../codec/index.ts'
import { choice, describe, integer, numberOr } from '../../codec/index.ts'
import type { Sizes } from '../../tensor/shape.ts'
import type { PadWidths, Window } from '../../tensor/tensor.ts'
import { samePadding } from '../../tensor/window.ts'

/** Zeros around the input: for ⌈size / stride⌉ outputs ("same"), none ("valid"), or this many on either side. */
export type Padding = 'same' | 'valid' | number

export const padding: Codec<Padding> = describe(
  numberOr(integer({ minimum: 0, maximum: 4096 }), choice('same', 'valid')),
  'zeros around the input: "same" (for ⌈size / stride⌉ outputs), "valid" (none) or a number on either side; "same" by default',
)

const perAxis = (meaning: string): Codec<number> => describe(integer({ minimum: 1, maximum: 4096 }), meaning)

/** The settings of a kernel that slides along the axes. */
export const windowSettings = {
  kernel: perAxis('the size of the kernel along each axis; 3 by default'),
  stride: perAxis('the step between outputs; 1 by default'),
  dilation: perAxis('the step between entries of the input that a kernel reads; 1 by default'),
  padding,
}

/** A window that slides in the same way along every axis. */
export interface SlidingWindow {
  readonly kernel: number
  readonly stride: number
  readonly dilation: number
  readonly padding: Padding
}

/** The settings with their defaults. */
export const withDefaults = ({
  kernel = 3,
  stride = 1,
  dilation = 1,
  padding: zeros = 'same',
}: Partial<SlidingWindow>): SlidingWindow => ({ kernel, stride, dilation, padding: zeros })

/** The padding of an axis of this size. */
export const padWidths = (size: number, { kernel, padding: zeros, ...steps }: SlidingWindow): PadWidths => {
  if (typeof zeros === 'number') return { before: zeros, after: zeros }
  return zeros === 'valid' ? { before: 0, after: 0 } : samePadding(size, kernel, steps)
}

/** The kernel sizes for an input of these sizes. */
export const kernelSizes = (sizes: Sizes, { kernel }: SlidingWindow): Sizes => sizes.map(() => kernel)

/** The attributes of the convolution over an input of these sizes. */
export const windowOver = (sizes: Sizes, window: SlidingWindow, groups: number): Window => ({
  strides: sizes.map(() => window.stride),
  dilations: sizes.map(() => window.dilation),
  pads: sizes.map((size) => padWidths(size, window)),
  groups,
})
