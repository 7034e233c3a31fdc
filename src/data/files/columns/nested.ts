import { show } from '../../../codec/index.ts'
import type { Sizes } from '../../../tensor/shape.ts'

/** A list of a column: an array, or a typed array. */
export type List = ArrayLike<unknown>

const isTyped = (value: unknown): value is List & ArrayBufferView =>
  ArrayBuffer.isView(value) && !(value instanceof DataView) && !(value instanceof Uint8Array)

/** Bytes are no list of numbers: in tables they stand for files. */
export const isList = (value: unknown): value is List => Array.isArray(value) || isTyped(value)

/** Deeper lists than a tensor has axes are no tensors. */
const mostAxes = 8

/** The extents of nested lists, by the first entry of each. */
export const sizesOf = (value: unknown): Sizes => {
  const sizes: Array<number> = []
  for (let list = value; isList(list) && sizes.length < mostAxes; list = list[0]) sizes.push(list.length)
  return sizes
}

const entryOf = (value: unknown): number | undefined => {
  if (typeof value === 'number') return value
  if (value === null || value === undefined) return Number.NaN
  if (typeof value === 'boolean') return value ? 1 : 0
  return typeof value === 'bigint' && BigInt(Number(value)) === value ? Number(value) : undefined
}

/** What is found instead of nested lists of numbers of these sizes; undefined where they are. */
export const mismatch = (value: unknown, [extent, ...inner]: Sizes): string | undefined => {
  if (extent === undefined) {
    if (entryOf(value) !== undefined) return undefined
    return isList(value) ? `a list of ${value.length} in place of a number` : show(value)
  }
  if (!isList(value)) return show(value)
  if (value.length !== extent) return `a list of ${value.length} where ${extent} are expected`
  for (let i = 0; i < extent; i++) {
    const found = mismatch(value[i], inner)
    if (found !== undefined) return found
  }
  return undefined
}

/** Writes the numbers of nested lists one after the other, from a place on; returns the place behind them. */
export const flatten = (value: unknown, out: Float64Array, at: number): number => {
  if (!isList(value)) {
    out[at] = entryOf(value) ?? Number.NaN
    return at + 1
  }
  let next = at
  for (let i = 0; i < value.length; i++) next = flatten(value[i], out, next)
  return next
}
