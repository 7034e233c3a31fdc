import * as Either from 'fp-ts/lib/Either.js'
import type { Fallible } from '../../codec/index.ts'
import { counted } from '../../codec/index.ts'
import type { Sizes } from '../../tensor/shape.ts'
import { extentAt } from '../../tensor/shape.ts'
import { inputExtents, outputSizes, spanOf } from '../../tensor/window.ts'
import { sizeFault } from '../core/divisors.ts'
import type { Context } from '../core/layer.ts'
import type { SlidingWindow } from './slidingWindow.ts'
import { kernelSizes, padWidths, windowOver } from './slidingWindow.ts'

/** The fault of a kernel that is longer than an axis with its padding. */
const kernelTooLong = (size: number, window: SlidingWindow, context: Context): Fallible<never> => {
  const { kernel, dilation } = window
  const { before, after } = padWidths(size, window)
  const span = spanOf(kernel, dilation)
  const room = size + before + after
  const fittingDilation = Math.floor((room - 1) / (kernel - 1))
  const remedies = [
    `kernel ${Math.floor((room - 1) / dilation) + 1}`,
    ...(fittingDilation >= 1 ? [`dilation ${fittingDilation}`] : []),
    `padding ${Math.ceil((span - size) / 2)}`,
  ]
  return sizeFault(context, 'kernel', {
    expected: `a kernel that spans at most ${counted(room, 'entry', 'entries')}${before > 0 ? `, ${before + after} of them zeros,` : ''} along an axis of ${size}`,
    found: `${counted(kernel, 'entry', 'entries')}${dilation > 1 ? `, ${dilation} apart` : ''}: a span of ${span}`,
    remedy: `the nearest that fit: ${remedies.join(', or ')}`,
  })
}

/** The output sizes over an input of these sizes; a fault where the kernel is longer than the padded input. */
export const convolvedSizes = (sizes: Sizes, window: SlidingWindow, context: Context): Fallible<Sizes> => {
  const output = outputSizes(sizes, kernelSizes(sizes, window), windowOver(sizes, window, 1))
  const short = sizes.find((_, axis) => extentAt(output, axis) < 1)
  return short === undefined ? Either.right(output) : kernelTooLong(short, window, context)
}

/** The least and the greatest size of an input axis that give this output size. */
const inputRange = (output: number, window: SlidingWindow): readonly [least: number, greatest: number] => {
  const { kernel, stride, padding: zeros } = window
  if (zeros === 'same') return [(output - 1) * stride + 1, output * stride]
  return inputExtents(output, kernel, { ...window, padding: padWidths(output, window) })
}

/** The fault of padding that leaves no input for an output of this size. */
const paddingTooWide = (output: number, window: SlidingWindow, context: Context): Fallible<never> => {
  const { kernel, stride, dilation } = window
  return sizeFault(context, 'padding', {
    expected: `padding that leaves some input for an output of ${output} and a kernel of ${kernel}`,
    found: String(window.padding),
    remedy: `at most ${Math.floor((output * stride + spanOf(kernel, dilation) - 2) / 2)} on either side`,
  })
}

/**
 * The input sizes whose convolution has these output sizes: those that are wanted, if it does. Otherwise the greatest
 * for "same" padding, so that a stride of 2 doubles, and else the least, so that every entry is under a kernel.
 */
export const transposedSizes = (
  output: Sizes,
  window: SlidingWindow,
  wanted: Sizes | undefined,
  context: Context,
): Fallible<Sizes> => {
  const ranges = output.map((count) => inputRange(count, window))
  const empty = ranges.findIndex(([, greatest]) => greatest < 1)
  if (empty >= 0) return paddingTooWide(extentAt(output, empty), window, context)
  if (wanted === undefined)
    return Either.right(ranges.map(([least, greatest]) => (window.padding === 'same' ? greatest : least)))
  const faults = ranges.flatMap(([least, greatest], axis) => {
    const size = extentAt(wanted, axis)
    if (least <= size && size <= greatest) return []
    return [
      sizeFault(context, `size[${axis}]`, {
        expected: `a size from which a stride of ${window.stride} leads to an output of ${output[axis]}`,
        found: String(size),
        remedy: least === greatest ? `${least} is the only one` : `one from ${least} to ${greatest}`,
      }),
    ]
  })
  return faults[0] ?? Either.right(wanted)
}
