import type { Sizes } from '../tensor/shape.ts'
import { product } from '../tensor/shape.ts'

/** The condition of every row, a further input of a conditional model: one-hot classes, or columns of numbers. */
export interface ConditionRows {
  readonly kind: 'classes' | 'columns'
  /** How many numbers there are for each row. */
  readonly width: number
  /** length × width, row-major. */
  readonly values: Float32Array
}

/** What outputs for the rows of a data set are compared with, where that is not the rows themselves. */
export interface TargetRows {
  /** The sizes of the target of one row. */
  readonly sizes: Sizes
  /** length × sizes, row-major; a missing entry is 0 here and 0 in the mask. */
  readonly values: Float32Array
  /** 1 where an entry is known, 0 where it is missing; absent where nothing is missing. */
  readonly mask?: Float32Array
  readonly columns?: ReadonlyArray<string>
}

/** Rows in memory, one after the other. */
export interface Dataset {
  /** The sizes of one row: [784], [1, 28, 28]. */
  readonly sizes: Sizes
  readonly length: number
  /** length × sizes, row-major; a missing entry is 0 here and 0 in the mask. */
  readonly values: Float32Array
  /** 1 where an entry is known, 0 where it is missing; absent where nothing is missing. */
  readonly mask?: Float32Array
  /** How much each row counts; absent where all count alike. */
  readonly weights?: Float32Array
  readonly labels?: ReadonlyArray<string>
  readonly condition?: ConditionRows
  /** What outputs are compared with, where that is not the rows themselves. */
  readonly target?: TargetRows
  /** The names of the columns, where there are any. */
  readonly columns?: ReadonlyArray<string>
}

type Numbers = Float32Array | Float64Array

/** Copies rows of so many numbers each, one after the other. */
export const copyRows = <Out extends Numbers>(
  from: Numbers,
  rows: ArrayLike<number>,
  width: number,
  out: Out,
  at = 0,
): Out => {
  for (let i = 0; i < rows.length; i++) {
    const start = (rows[i] ?? 0) * width
    out.set(from.subarray(start, start + width), at + i * width)
  }
  return out
}

/** Where chosen rows of an array go: so many numbers. */
type Place = (from: Float32Array, length: number) => Float32Array

type Pick = (from: Float32Array, rows: ArrayLike<number>, width: number) => Float32Array

const chooseTarget = (target: TargetRows, rows: ArrayLike<number>, pick: Pick): TargetRows => {
  const width = product(target.sizes)
  const { values, mask } = target
  return {
    ...target,
    values: pick(values, rows, width),
    ...(mask === undefined ? {} : { mask: pick(mask, rows, width) }),
  }
}

const choose = (data: Dataset, rows: ArrayLike<number>, place: Place): Dataset => {
  const width = product(data.sizes)
  const { values, mask, weights, labels, condition, target } = data
  const pick: Pick = (from, rows, width) => copyRows(from, rows, width, place(from, rows.length * width))
  return {
    ...data,
    length: rows.length,
    values: pick(values, rows, width),
    ...(mask === undefined ? {} : { mask: pick(mask, rows, width) }),
    ...(weights === undefined ? {} : { weights: pick(weights, rows, 1) }),
    ...(labels === undefined ? {} : { labels: Array.from(rows, (row) => labels[row] ?? '') }),
    ...(condition === undefined
      ? {}
      : { condition: { ...condition, values: pick(condition.values, rows, condition.width) } }),
    ...(target === undefined ? {} : { target: chooseTarget(target, rows, pick) }),
  }
}

/** The rows of these numbers, in their order. */
export const select = (data: Dataset, rows: ArrayLike<number>): Dataset =>
  choose(data, rows, (_, length) => new Float32Array(length))

/**
 * The rows of these rising numbers, moved together in the memory of the data itself, which is used up: for data that is
 * not to be held twice.
 */
export const compact = (data: Dataset, rows: ArrayLike<number>): Dataset =>
  choose(data, rows, (from, length) => from.subarray(0, length))

const part = ({ kind, width, values }: ConditionRows, start: number, stop: number): ConditionRows => ({
  kind,
  width,
  values: values.subarray(start * width, stop * width),
})

const targetPart = (target: TargetRows, start: number, stop: number): TargetRows => {
  const width = product(target.sizes)
  const { values, mask } = target
  return {
    ...target,
    values: values.subarray(start * width, stop * width),
    ...(mask === undefined ? {} : { mask: mask.subarray(start * width, stop * width) }),
  }
}

/** The rows from one number up to another, which see the same memory. */
export const between = (data: Dataset, start: number, stop: number): Dataset => {
  const width = product(data.sizes)
  const { values, mask, weights, labels, condition, target } = data
  return {
    ...data,
    length: stop - start,
    values: values.subarray(start * width, stop * width),
    ...(mask === undefined ? {} : { mask: mask.subarray(start * width, stop * width) }),
    ...(weights === undefined ? {} : { weights: weights.subarray(start, stop) }),
    ...(labels === undefined ? {} : { labels: labels.slice(start, stop) }),
    ...(condition === undefined ? {} : { condition: part(condition, start, stop) }),
    ...(target === undefined ? {} : { target: targetPart(target, start, stop) }),
  }
}

/** The first rows, at most so many. */
export const take = (data: Dataset, length: number): Dataset =>
  length >= data.length ? data : between(data, 0, length)
