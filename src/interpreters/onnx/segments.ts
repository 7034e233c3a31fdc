import type { ElementType, Value } from './value.ts'
import { apply, integers, literal, part } from './value.ts'

/** So many entries, in the order of their places, are added in one product. */
export const block = 64

/** The numbers that ONNX gives element types. */
const types: Readonly<Record<string, number>> = { float32: 1, float64: 11 }

const shaped = (value: Value, shape: ReadonlyArray<number>): Value => apply('Reshape', [value, integers(shape)])
const equal = (a: Value, b: Value): Value => apply('Equal', [a, b])
const not = (a: Value): Value => apply('Not', [a])
const both = (values: ReadonlyArray<Value>, axis: number): Value => apply('Concat', values, { axis })

/** Places in their order, and what follows from them alone. */
export interface Order {
  /** How many blocks there are. */
  readonly blocks: number
  /** Where each of the sorted entries came from, [M]. */
  readonly from: Value
  /** [M/B, B, B]: whether two entries of a block have the same place. */
  readonly same: Value
  /** [M]: where a place begins that lies inside one block. */
  readonly inner: Value
  /** [2M/B, 2M/B]: to add what the first and the last entries of the blocks have, each once. */
  readonly across: Value
  /** [2M/B]: where a place begins among those. */
  readonly leads: Value
  /** The places of the rows that `segmentSums` finds, [U, 1]: each once. */
  readonly places: Value
}

/** Entries whose place is not that of the entry before. */
const begins = (sorted: Value, shape: readonly [rows: number, columns: number]): Value => {
  const [rows, columns] = shape
  const none = apply('Expand', [literal('int64', [-1], []), integers([rows, 1])])
  const before = apply('Slice', [sorted, integers([0]), integers([columns - 1]), integers([1])])
  return not(equal(sorted, both([none, before], 1)))
}

/** Sorts so many places, [M], of entries in the order of their rows; M is a multiple of the block. */
export const orderOf = (places: Value, count: number, type: ElementType): Order => {
  const blocks = count / block
  const sorted = apply('TopK', [places, integers([count])], { axis: 0, largest: 0 }, 2)
  const rows = shaped(sorted, [blocks, block])
  const end = (at: number): Value => apply('Gather', [rows, integers([at])], { axis: 1 })
  const [first, last] = [end(0), end(block - 1)]
  const ends = both([first, last], 1)
  const atEnd = apply('Or', [equal(rows, first), equal(rows, last)])
  const inner = shaped(apply('And', [begins(rows, [blocks, block]), not(atEnd)]), [count])
  const leads = shaped(begins(shaped(ends, [1, 2 * blocks]), [1, 2 * blocks]), [2 * blocks])
  const once = shaped(both([equal(first, first), not(equal(first, last))], 1), [1, 2 * blocks])
  const met = equal(shaped(ends, [2 * blocks, 1]), shaped(ends, [1, 2 * blocks]))
  const found = [
    apply('Compress', [sorted, inner], { axis: 0 }),
    apply('Compress', [shaped(ends, [2 * blocks]), leads], { axis: 0 }),
  ]
  return {
    blocks,
    from: part(sorted, 1),
    same: equal(shaped(rows, [blocks, block, 1]), shaped(rows, [blocks, 1, block])),
    inner,
    across: apply('Cast', [apply('And', [met, once])], { to: types[type] ?? 1 }),
    leads,
    places: apply('Unsqueeze', [both(found, 0), integers([1])]),
  }
}

/**
 * Rows times factors, added by their places: Σ v · d[row] over the entries at each place, [L, o]. Entries are k to a
 * row. A block of sorted entries is added by one product, so that several threads never add to the same sum; what
 * meets at the edges of blocks is added by another.
 */
export const segmentSums = (
  { blocks, from, same, inner, across, leads, places }: Order,
  { values, rows, k, width, type }: SegmentInput,
): Value => {
  const [length, size] = [blocks * block, width.row]
  const factors = shaped(apply('Gather', [shaped(values, [length]), from]), [blocks, 1, block])
  const terms = shaped(apply('Gather', [rows, apply('Div', [from, integers([k])])]), [blocks, block, size])
  const zero = literal(type, [0], [])
  const sums = apply('MatMul', [apply('Where', [same, factors, zero]), terms])
  const ends = shaped(apply('Gather', [sums, integers([0, block - 1])], { axis: 1 }), [2 * blocks, size])
  const found = [
    apply('Compress', [shaped(sums, [length, size]), inner], { axis: 0 }),
    apply('Compress', [apply('Gemm', [across, ends]), leads], { axis: 0 }),
  ]
  return apply('ScatterND', [apply('Expand', [zero, integers([width.places, size])]), places, both(found, 0)])
}

export interface SegmentInput {
  /** [N, k] */
  readonly values: Value
  /** [N, o] */
  readonly rows: Value
  readonly k: number
  /** How many places there are, and how many entries a row has. */
  readonly width: { readonly places: number; readonly row: number }
  readonly type: ElementType
}
