import ops from 'ndarray-ops'
import type { Sizes } from '../../tensor/shape.ts'
import { product } from '../../tensor/shape.ts'
import type { Padding, Range } from '../../tensor/tensor.ts'
import type { Dtype, NdArray } from './array.ts'
import { dense, lift, offsets, view, wrap, zeros } from './array.ts'

/** Views (no number is copied) and the few operations that move numbers. */

export const expand = (a: NdArray, shape: Sizes): NdArray => {
  const missing = shape.length - a.shape.length
  const stride = shape.map((size, axis) => {
    const own = a.shape[axis - missing]
    return own === undefined || (own === 1 && size !== 1) ? 0 : (a.stride[axis - missing] ?? 0)
  })
  return view(a.data, shape, stride, a.offset)
}

export const reshape = (dtype: Dtype, a: NdArray, shape: Sizes): NdArray => {
  const flat = dense(dtype, a)
  const { stride } = wrap(flat.data, shape)
  return view(flat.data, shape, stride, flat.offset)
}

export const transpose = (a: NdArray, permutation: ReadonlyArray<number>): NdArray =>
  permutation.length === 0 ? a : a.transpose(...permutation)

export const slice = (a: NdArray, ranges: ReadonlyArray<Range | null>, shape: Sizes): NdArray => {
  const steps = ranges.map((range) => range?.step ?? 1)
  const starts = ranges.map((range) => range?.start ?? 0)
  const offset = starts.reduce((at, start, axis) => at + start * (a.stride[axis] ?? 0), a.offset)
  return view(
    a.data,
    shape,
    a.stride.map((stride, axis) => stride * (steps[axis] ?? 1)),
    offset,
  )
}

export const pad = (dtype: Dtype, a: NdArray, paddings: ReadonlyArray<Padding | null>, shape: Sizes): NdArray => {
  const out = zeros(dtype, shape)
  const ranges = a.shape.map((size, axis): Range => {
    const { before = 0, interior = 0 } = paddings[axis] ?? {}
    return { start: before, stop: before + size, step: interior + 1 }
  })
  ops.assign(lift(slice(out, ranges, a.shape)), lift(a))
  return out
}

export const concat = (dtype: Dtype, parts: ReadonlyArray<NdArray>, axis: number, shape: Sizes): NdArray => {
  const out = zeros(dtype, shape)
  let start = 0
  for (const part of parts) {
    const size = part.shape[axis] ?? 0
    const ranges = part.shape.map((_, i) => (i === axis ? { start, stop: start + size } : null))
    ops.assign(lift(slice(out, ranges, part.shape)), lift(part))
    start += size
  }
  return out
}

/** out[i] = the fold of a's entries that reduce to i, in row-major order and double precision. */
export const reduce = (
  dtype: Dtype,
  a: NdArray,
  axes: ReadonlyArray<number>,
  [initial, join]: readonly [number, (total: number, value: number) => number],
): NdArray => {
  const of = (keep: boolean) => (_: number, axis: number) => axes.includes(axis) !== keep
  const kept = offsets(a.shape.filter(of(true)), a.stride.filter(of(true)), a.offset)
  const reduced = offsets(a.shape.filter(of(false)), a.stride.filter(of(false)))
  const out = zeros(
    dtype,
    a.shape.map((size, axis) => (axes.includes(axis) ? 1 : size)),
  )
  for (let i = 0; i < kept.length; i++) {
    const start = kept[i] ?? 0
    let total = initial
    for (let j = 0; j < reduced.length; j++) total = join(total, a.data[start + (reduced[j] ?? 0)] ?? Number.NaN)
    out.data[i] = total
  }
  return out
}

/** Chooses entry by entry; what is not chosen is not looked at. */
export const where = (dtype: Dtype, mask: NdArray, a: NdArray, b: NdArray): NdArray => {
  const out = zeros(dtype, mask.shape)
  const [m, x, y] = [mask, a, b].map(({ shape, stride, offset }) => offsets(shape, stride, offset))
  for (let i = 0; i < out.data.length; i++)
    out.data[i] = (mask.data[m?.[i] ?? 0] === 0 ? b.data[y?.[i] ?? 0] : a.data[x?.[i] ?? 0]) ?? Number.NaN
  return out
}

/** The positions of the k greatest of a row, of equal ones the first. */
const topOf = (row: ArrayLike<number>, k: number): ReadonlyArray<number> =>
  Array.from(row, (_, i) => i)
    .toSorted((i, j) => (row[j] ?? 0) - (row[i] ?? 0) || i - j)
    .slice(0, k)

export const topMask = (dtype: Dtype, a: NdArray, k: number): NdArray => {
  const { data, offset, shape } = dense(dtype, a)
  const width = shape.at(-1) ?? 1
  const out = zeros(dtype, shape)
  for (let start = 0; start < product(shape); start += width)
    for (const i of topOf(data.subarray(offset + start, offset + start + width), k)) out.data[start + i] = 1
  return out
}

const indexOf = (value: number | undefined, n: number): number => {
  const fits = value !== undefined && Number.isInteger(value) && value >= 0 && value < n
  if (!fits) throw new RangeError(`index ${value} of a table with ${n} rows`)
  return value
}

export const gather = (dtype: Dtype, table: NdArray, indices: NdArray, shape: Sizes): NdArray => {
  const [from, at, out] = [dense(dtype, table), dense(dtype, indices), zeros(dtype, shape)]
  const [n, width] = [from.shape[0] ?? 0, product(from.shape.slice(1))]
  for (let i = 0; i < at.size; i++) {
    const start = from.offset + indexOf(at.data[at.offset + i], n) * width
    out.data.set(from.data.subarray(start, start + width), i * width)
  }
  return out
}

export const scatter = (dtype: Dtype, values: NdArray, indices: NdArray, shape: Sizes): NdArray => {
  const [from, at, out] = [dense(dtype, values), dense(dtype, indices), zeros('float64', shape)]
  const [n, width] = [shape[0] ?? 0, product(shape.slice(1))]
  for (let i = 0; i < at.size; i++) {
    const row = indexOf(at.data[at.offset + i], n) * width
    for (let j = 0; j < width; j++)
      out.data[row + j] = (out.data[row + j] ?? 0) + (from.data[from.offset + i * width + j] ?? 0)
  }
  return dtype === 'float64' ? out : wrap(Float32Array.from(out.data), shape)
}
