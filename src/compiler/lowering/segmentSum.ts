import type { ElementType, Value } from '../onnx/value.ts'
import { apply, cast, integers, initializer, nodeOutput, reshaped } from '../onnx/value.ts'

/** So many entries, in the order of their places, are added in one product. */
export const block = 64

const unsqueezed = (value: Value, axis: number): Value => apply('Unsqueeze', [value, integers([axis])])
const joined = (values: ReadonlyArray<Value>, axis: number): Value => apply('Concat', values, { axis })
const chosen = (value: Value, mask: Value): Value => apply('Compress', [value, mask], { axis: 0 })
const equal = (a: Value, b: Value): Value => apply('Equal', [a, b])
const and = (a: Value, b: Value): Value => apply('And', [a, b])
const or = (a: Value, b: Value): Value => apply('Or', [a, b])
const not = (a: Value): Value => apply('Not', [a])

/** No place. */
const none = -1

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
  /** [Q]: an entry of each block for each place that goes on in another block. */
  readonly edges: Value
  /** [Q, Q]: which of those have the same place. */
  readonly across: Value
  /** [Q]: where a place begins among those. */
  readonly leads: Value
  /** The places of the rows that `segmentSums` finds, [U, 1]: each once. */
  readonly places: Value
}

/** The entries of a list of places that differ from the one before. */
const begins = (list: Value): Value =>
  not(equal(list, joined([integers([none]), apply('Slice', [list, integers([0]), integers([-1])])], 0)))

/** The edges of sorted blocks, [M/B, B]: the first and last places, and whether the block beside begins or ends with them. */
const edgesOf = (rows: Value, blocks: number) => {
  const end = (at: number): Value => apply('Gather', [rows, integers([at])], { axis: 1 })
  const [first, last, outside] = [end(0), end(block - 1), initializer('int64', [none], [1, 1])]
  const before = joined([outside, apply('Slice', [last, integers([0]), integers([blocks - 1])])], 0)
  const after = joined([apply('Slice', [first, integers([1]), integers([blocks])]), outside], 0)
  return { first, last, comes: equal(first, before), goes: equal(last, after) }
}

/** Sorts so many places, [M], none of them negative; M is a multiple of the block. */
export const orderOf = (places: Value, count: number, type: ElementType): Order => {
  const blocks = count / block
  const sorted = apply('TopK', [places, integers([count])], { axis: 0, largest: 0 }, 2)
  const rows = reshaped(sorted, [blocks, block])
  const { first, last, comes, goes } = edgesOf(rows, blocks)
  const alone = equal(first, last)
  const atEdge = joined([or(comes, and(alone, goes)), and(goes, not(alone))], 1)
  const ends = initializer(
    'int64',
    Float64Array.from({ length: 2 * blocks }, (_, i) => (i % 2 === 0 ? (i / 2) * block : ((i + 1) / 2) * block - 1)),
    [2 * blocks],
  )
  const edges = chosen(ends, reshaped(atEdge, [2 * blocks]))
  const met = apply('Gather', [sorted, edges])
  const leads = begins(met)
  const outer = or(and(equal(rows, first), comes), and(equal(rows, last), goes))
  const inner = and(begins(sorted), reshaped(not(outer), [count]))
  return {
    blocks,
    from: nodeOutput(sorted, 1),
    same: equal(reshaped(rows, [blocks, block, 1]), reshaped(rows, [blocks, 1, block])),
    inner,
    edges,
    across: cast(equal(unsqueezed(met, 1), unsqueezed(met, 0)), type),
    leads,
    places: unsqueezed(joined([chosen(sorted, inner), chosen(met, leads)], 0), 1),
  }
}

/**
 * Rows times factors, added by their places: Σ v · d[row] over the entries at each place, [L, o]. Entries are k to a
 * row. A block of sorted entries is added by one product, so that several threads never add to the same sum; what
 * several blocks have of one place is added by another.
 */
export const segmentSums = (
  { blocks, from, same, inner, edges, across, leads, places }: Order,
  { values, rows, k, width, type }: SegmentInput,
): Value => {
  const [length, size] = [blocks * block, width.row]
  const factors = reshaped(apply('Gather', [reshaped(values, [length]), from]), [blocks, 1, block])
  const terms = reshaped(apply('Gather', [rows, apply('Div', [from, integers([k])])]), [blocks, block, size])
  const zero = initializer(type, [0], [])
  const sums = reshaped(apply('MatMul', [apply('Where', [same, factors, zero]), terms]), [length, size])
  const met = apply('Gemm', [across, apply('Gather', [sums, edges])])
  const found = joined([chosen(sums, inner), chosen(met, leads)], 0)
  return apply('ScatterND', [apply('Expand', [zero, integers([width.places, size])]), places, found])
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
