import type { Dataset } from '../../data/index.ts'
import type { NdArray } from '../../interpreters/ndarray/index.ts'
import { fastNdarrays, wrap } from '../../interpreters/ndarray/index.ts'
import type { HostWeights } from '../../engines/index.ts'
import type { Weights } from '../../model/index.ts'
import * as Named from '../../tensor/named.ts'
import type { HostTensor } from '../../tensor/host.ts'
import type { Sizes } from '../../tensor/shape.ts'
import type { Tensor } from '../../tensor/tensor.ts'

/** The reference evaluator in double precision: every derivative of this folder is computed in it. */
export const A = fastNdarrays('float64')

/** Some rows on their way through a network. */
export interface Batch<T> {
  /** [n, …input] */
  readonly x: T
  /** [n, width], for a conditional model. */
  readonly condition: T | undefined
  /** [n, t, 1], for sequences with padding. */
  readonly paddingMask: T | undefined
}

/** What a network gives for some rows. */
export interface Mapped<T> {
  /** [n, …output] */
  readonly y: T
  /** From the cotangent of y to that of x. */
  readonly pullback?: (dy: T) => T
}

/**
 * A network of a trained model as a function of rows alone: weights and buffers are held fixed, noise is neutral. What a
 * row gives depends on that row alone.
 */
export interface RowMap {
  readonly input: Sizes
  readonly output: Sizes
  /** Whether there is a hand-derived pullback for all of it. */
  readonly hasPullback: boolean
  /** The rows as the input of the function. */
  readonly batch: (rows: Dataset) => Batch<NdArray>
  /** Runs it in an algebra; `lift` takes what is held fixed into it. */
  readonly run: <T>(algebra: Tensor<T>, lift: (fixed: NdArray) => T, batch: Batch<T>) => Mapped<T>
}

/** A tensor of an engine in double precision. */
export const inDouble = ({ data, shape }: HostTensor): NdArray => wrap(Float64Array.from(data), shape)

export const weightsInDouble = ({ parameters, buffers }: HostWeights): Weights<NdArray> => ({
  parameters: Named.map(parameters, inDouble),
  buffers: Named.map(buffers, inDouble),
})

/** Rows and their condition as arrays. */
export const batchOf = ({ length, sizes, values, condition }: Dataset): Batch<NdArray> => ({
  x: wrap(Float64Array.from(values), [length, ...sizes]),
  condition: condition && wrap(Float64Array.from(condition.values), [length, condition.width]),
  paddingMask: undefined,
})

/** What the function gives for some rows. */
export const valueAt = ({ run }: RowMap, batch: Batch<NdArray>): NdArray => run(A, (fixed) => fixed, batch).y
