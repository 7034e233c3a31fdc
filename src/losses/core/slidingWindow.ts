import type { Finding } from '../../codec/index.ts'
import { describe, integer, number } from '../../codec/index.ts'
import type { Extent, Shape, Sizes } from '../../tensor/shape.ts'
import { drawShape, extentAt, times } from '../../tensor/shape.ts'
import type { Tensor } from '../../tensor/tensor.ts'

/** The settings of a comparison through windows, with their values where the spec does not say (Wang et al. 2004). */
export const windowed = {
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

export interface Windowed {
  readonly window?: number
  readonly deviation?: number
  readonly range?: number
}

/** A window with nothing left out. */
export const whole = ({ window = 11, deviation = 1.5, range = 1 }: Windowed): Required<Windowed> => ({
  window,
  deviation,
  range,
})

/** Whether rows are images in which windows find room, at the smallest of so many scales. */
export const fitsWindow = (
  input: Sizes,
  { window }: Required<Windowed>,
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
  const least = Math.floor(Math.min(height, width) / 2 ** (scales - 1))
  if (window <= least) return undefined
  return {
    fault: 'out of range',
    at: 'window',
    expected: `a window of at most ${least} pixels, in ${drawShape(input)}${scales === 1 ? '' : ` at ${scales} scales`}`,
    found: String(window),
    remedy: least >= 1 ? `window: ${least}` : 'fewer scales',
  }
}

/** The weights of a Gaussian window along one axis, which add up to 1. */
const gaussian = ({ window, deviation }: Required<Windowed>): ReadonlyArray<number> => {
  const weights = Array.from({ length: window }, (_, i) => Math.exp(-0.5 * ((i - (window - 1) / 2) / deviation) ** 2))
  const sum = weights.reduce((a, b) => a + b, 0)
  return weights.map((weight) => weight / sum)
}

/** A matrix whose row i holds the weights from column i · step on, [outputs, inputs]. */
const band = <T>(A: Tensor<T>, weights: ReadonlyArray<number>, inputs: number, step: number): T => {
  const outputs = Math.floor((inputs - weights.length) / step) + 1
  const values = new Float64Array(outputs * inputs)
  for (let i = 0; i < outputs; i++) weights.forEach((weight, k) => (values[i * inputs + i * step + k] = weight))
  return A.constant(values, [outputs, inputs])
}

const known = (extent: Extent): number => {
  if (typeof extent !== 'number') throw new Error('an image has no batch axis')
  return extent
}

/** A linear map of images, with its adjoint. */
export interface Linear<T> {
  readonly apply: (a: T) => T
  readonly adjoint: (a: T) => T
}

/** x·Bᵀ, or x·B, along the last axis of images: [N, C, H, W] → [N, C, H, V]. */
const along = <T>(A: Tensor<T>, x: T, matrix: T, transposed: boolean): T => {
  const shape = A.shape(x)
  const [n, c, h, w] = [0, 1, 2, 3].map((axis) => extentAt(shape, axis))
  if (n === undefined || c === undefined || h === undefined || w === undefined) return x
  const flat = A.reshape(x, [times(times(n, known(c)), known(h)), w])
  const product = A.matmul(flat, matrix, { b: transposed })
  return A.reshape(product, [n, c, h, extentAt(A.shape(product), 1)])
}

const turned = [0, 1, 3, 2]

/** The same weights along both axes of images as two products of matrices: [N, C, H, W] → [N, C, H′, W′]. */
const separable = <T>(A: Tensor<T>, shape: Shape, weights: ReadonlyArray<number>, step: number): Linear<T> => {
  const [rows, columns] = [2, 3].map((axis) => band(A, weights, known(extentAt(shape, axis)), step))
  const both = (a: T, transposed: boolean): T => {
    if (rows === undefined || columns === undefined) return a
    const wide = A.transpose(along(A, a, columns, transposed), turned)
    return A.transpose(along(A, wide, rows, transposed), turned)
  }
  return { apply: (a) => both(a, true), adjoint: (a) => both(a, false) }
}

/** The mean in a Gaussian window around every pixel that has a whole one. */
export const blur = <T>(A: Tensor<T>, shape: Shape, window: Required<Windowed>): Linear<T> =>
  separable(A, shape, gaussian(window), 1)

/** The mean of two by two pixels; a last odd row or column is left out. */
export const halve = <T>(A: Tensor<T>, shape: Shape): Linear<T> => separable(A, shape, [0.5, 0.5], 2)
