import type { Sizes } from './shape.ts'

/** A tensor outside any interpreter: its shape and its numbers, row-major. */
export interface HostTensor {
  readonly shape: Sizes
  readonly data: Float32Array | Float64Array
}
