import type { Finding } from '../../codec/index.ts'
import { describe, integer, number } from '../../codec/index.ts'
import type { Shape, Sizes } from '../../tensor/shape.ts'
import { drawShape, extentAt, knownExtent, times } from '../../tensor/shape.ts'
import type { Tensor } from '../../tensor/tensor.ts'
import { outputExtent } from '../../tensor/window.ts'

/** The settings of the window of SSIM (Wang et al. 2004). */
export const windowSettings = {
  window: describe(integer({ minimum: 1, maximum: 1023 }), 'how many pixels a window is high and wide; 11 by default'),
  deviation: describe(
    number({ exclusiveMinimum: 0 }),
    'the standard deviation of its Gaussian, in pixels; 1.5 by default',
  ),
  range: describe(
    number({ exclusiveMinimum: 0 }),
    'how far the least and the greatest pixel may be apart; 1 by default',
  ),
}

export interface WindowSettings {
  readonly window?: number
  readonly deviation?: number
  readonly range?: number
}

/** The window with the defaults of the paper. */
export const withDefaults = ({
  window = 11,
  deviation = 1.5,
  range = 1,
}: WindowSettings): Required<WindowSettings> => ({
  window,
  deviation,
  range,
})

/** Why rows are no images, or images smaller than the window at the coarsest scale; nothing if they fit. */
export const windowFault = (
  input: Sizes,
  { window }: Required<WindowSettings>,
  scales = 1,
): (Finding & { readonly at?: string }) | undefined => {
  const [, height = 0, width = 0] = input
  if (input.length !== 3)
    return {
      fault: 'wrong shape',
      expected: 'rows that are images, [channels, height, width]',
      found: drawShape(input),
      remedy: 'put the image into the input of the encoder: input([1, 28, 28])',
    }
  const maxWindow = Math.floor(Math.min(height, width) / 2 ** (scales - 1))
  if (window <= maxWindow) return undefined
  return {
    fault: 'out of range',
    at: 'window',
    expected: `a window of at most ${maxWindow} pixels, in ${drawShape(input)}${scales === 1 ? '' : ` at ${scales} scales`}`,
    found: String(window),
    remedy: maxWindow >= 1 ? `window: ${maxWindow}` : 'fewer scales',
  }
}

/** The weights of a Gaussian window along one axis; their sum is 1. */
const gaussianWeights = ({ window, deviation }: Required<WindowSettings>): ReadonlyArray<number> => {
  const weights = Array.from({ length: window }, (_, i) => Math.exp(-0.5 * ((i - (window - 1) / 2) / deviation) ** 2))
  const sum = weights.reduce((a, b) => a + b, 0)
  return weights.map((weight) => weight / sum)
}

/** A band matrix: row i holds the weights from column i·step on, [outputs, inputs]. */
const band = <T>(A: Tensor<T>, weights: ReadonlyArray<number>, inputs: number, step: number): T => {
  const outputs = outputExtent(inputs, weights.length, { stride: step, dilation: 1, padding: { before: 0, after: 0 } })
  const values = new Float64Array(outputs * inputs)
  for (let i = 0; i < outputs; i++) weights.forEach((weight, k) => (values[i * inputs + i * step + k] = weight))
  return A.constant(values, [outputs, inputs])
}

/** A linear map on images with its adjoint. */
export interface Linear<T> {
  readonly apply: (a: T) => T
  readonly adjoint: (a: T) => T
}

/** x·Bᵀ, or x·B, along the last axis of images: [N, C, H, W] → [N, C, H, V]. */
const multiplyLastAxis = <T>(A: Tensor<T>, x: T, matrix: T, transposed: boolean): T => {
  const shape = A.shape(x)
  const [n, c, h, w] = [extentAt(shape, 0), extentAt(shape, 1), extentAt(shape, 2), extentAt(shape, 3)]
  const flat = A.reshape(x, [times(times(n, knownExtent(c)), knownExtent(h)), w])
  const product = A.matmul(flat, matrix, { b: transposed })
  return A.reshape(product, [n, c, h, extentAt(A.shape(product), 1)])
}

const swapHeightAndWidth = [0, 1, 3, 2]

/** A separable filter as two products of matrices: the same weights along both axes, [N, C, H, W] → [N, C, H′, W′]. */
const separable = <T>(A: Tensor<T>, shape: Shape, weights: ReadonlyArray<number>, step: number): Linear<T> => {
  const bandAlong = (axis: number): T => band(A, weights, knownExtent(extentAt(shape, axis)), step)
  const [rows, columns] = [bandAlong(2), bandAlong(3)]
  const both = (a: T, transposed: boolean): T => {
    const wide = A.transpose(multiplyLastAxis(A, a, columns, transposed), swapHeightAndWidth)
    return A.transpose(multiplyLastAxis(A, wide, rows, transposed), swapHeightAndWidth)
  }
  return { apply: (a) => both(a, true), adjoint: (a) => both(a, false) }
}

/** Gaussian blur without padding: the weighted mean in the window around each pixel whose window lies in the image. */
export const blur = <T>(A: Tensor<T>, shape: Shape, window: Required<WindowSettings>): Linear<T> =>
  separable(A, shape, gaussianWeights(window), 1)

/** Average pooling by 2 × 2 pixels; an odd last row or column is dropped. */
export const downsample = <T>(A: Tensor<T>, shape: Shape): Linear<T> => separable(A, shape, [0.5, 0.5], 2)
