import type { Sizes } from './shape.ts'

/** The type of the numbers of an engine. */
export type Dtype = 'float32' | 'float64'

/** A tensor outside any interpreter: its shape and its numbers, row-major. */
export interface HostTensor {
  readonly shape: Sizes
  readonly data: Float32Array | Float64Array
}
