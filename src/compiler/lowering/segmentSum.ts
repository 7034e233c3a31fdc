import type { ElementType, Value } from '../onnx/value.ts'
import { apply, cast, initializer, integers, nodeOutput, reshaped } from '../onnx/value.ts'
import { segmentBlock } from '../sparseOperator.ts'

const unsqueezed = (value: Value, axis: number): Value => apply('Unsqueeze', [value, integers([axis])])
const concat = (values: ReadonlyArray<Value>, axis: number): Value => apply('Concat', values, { axis })
const compress = (value: Value, mask: Value): Value => apply('Compress', [value, mask], { axis: 0 })
const equal = (a: Value, b: Value): Value => apply('Equal', [a, b])
const and = (a: Value, b: Value): Value => apply('And', [a, b])
const or = (a: Value, b: Value): Value => apply('Or', [a, b])
const not = (a: Value): Value => apply('Not', [a])

/** Not an index. */
const none = -1

/**
 * The sorted indices of M entries. A segment is a run of equal indices; the sorted entries are cut into blocks of length
 * B, and a segment lies inside one block or crosses into the next.
 */
export interface SegmentOrder {
  readonly blockCount: number
  /** [M]: the entry that each sorted one was. */
  readonly permutation: Value
  /** [M/B, B, B]: whether two entries of a block have the same index. */
  readonly sameInBlock: Value
  /** [M]: whether a segment that lies inside one block starts here. */
  readonly startsInside: Value
  /** [Q]: one entry of each block for each of its segments that cross into another block. */
  readonly crossing: Value
  /** [Q, Q]: whether two of the crossing entries have the same index. */
  readonly sameCrossing: Value
  /** [Q]: whether a segment starts at a crossing entry. */
  readonly startsCrossing: Value
  /** The indices of the rows that `segmentSum` finds, [U, 1], each once. */
  readonly indices: Value
}

/** The entries of a sorted list that differ from the one before. */
const startsOf = (list: Value): Value =>
  not(equal(list, concat([integers([none]), apply('Slice', [list, integers([0]), integers([-1])])], 0)))

/** Of sorted blocks, [M/B, B]: the first and last indices, and whether the block before or after goes on with them. */
const edgesOf = (blocks: Value, blockCount: number) => {
  const column = (at: number): Value => apply('Gather', [blocks, integers([at])], { axis: 1 })
  const [first, last, outside] = [column(0), column(segmentBlock - 1), initializer('int64', [none], [1, 1])]
  const lastBefore = concat([outside, apply('Slice', [last, integers([0]), integers([blockCount - 1])])], 0)
  const firstAfter = concat([apply('Slice', [first, integers([1]), integers([blockCount])]), outside], 0)
  return { first, last, continuesBefore: equal(first, lastBefore), continuesAfter: equal(last, firstAfter) }
}

/** The first and the last entry of each block, [2 · M/B]. */
const edgeEntries = (blockCount: number): Value => {
  const entries = Float64Array.from({ length: 2 * blockCount }, (_, i) =>
    i % 2 === 0 ? (i / 2) * segmentBlock : ((i + 1) / 2) * segmentBlock - 1,
  )
  return initializer('int64', entries, [2 * blockCount])
}

/** Sorts `count` indices, [M], none of them negative; M is a multiple of the block's length. */
export const segmentOrder = (indices: Value, count: number, type: ElementType): SegmentOrder => {
  const blockCount = count / segmentBlock
  const sorted = apply('TopK', [indices, integers([count])], { axis: 0, largest: 0 }, 2)
  const blocks = reshaped(sorted, [blockCount, segmentBlock])
  const { first, last, continuesBefore, continuesAfter } = edgesOf(blocks, blockCount)
  const isOneSegment = equal(first, last)
  const crosses = concat(
    [or(continuesBefore, and(isOneSegment, continuesAfter)), and(continuesAfter, not(isOneSegment))],
    1,
  )
  const crossing = compress(edgeEntries(blockCount), reshaped(crosses, [2 * blockCount]))
  const crossingIndices = apply('Gather', [sorted, crossing])
  const startsCrossing = startsOf(crossingIndices)
  const isCrossing = or(and(equal(blocks, first), continuesBefore), and(equal(blocks, last), continuesAfter))
  const startsInside = and(startsOf(sorted), reshaped(not(isCrossing), [count]))
  return {
    blockCount,
    permutation: nodeOutput(sorted, 1),
    sameInBlock: equal(
      reshaped(blocks, [blockCount, segmentBlock, 1]),
      reshaped(blocks, [blockCount, 1, segmentBlock]),
    ),
    startsInside,
    crossing,
    sameCrossing: cast(equal(unsqueezed(crossingIndices, 1), unsqueezed(crossingIndices, 0)), type),
    startsCrossing,
    indices: unsqueezed(concat([compress(sorted, startsInside), compress(crossingIndices, startsCrossing)], 0), 1),
  }
}

export interface SegmentInput {
  /** The entries z [N, k]. */
  readonly entries: Value
  /** D [N, o]. */
  readonly rows: Value
  readonly k: number
  /** L and o. */
  readonly sizes: readonly [segments: number, width: number]
  readonly type: ElementType
}

/**
 * Σ zⱼ · D[row of j] over the entries j of each index, [L, o]. The sorted entries of a block are added by one matrix
 * product, so that threads never add to the same sum; the partial sums of a segment in several blocks are added by
 * another.
 */
export const segmentSum = (order: SegmentOrder, { entries, rows, k, sizes, type }: SegmentInput): Value => {
  const { blockCount, permutation } = order
  const [segments, width] = sizes
  const count = blockCount * segmentBlock
  const factors = reshaped(apply('Gather', [reshaped(entries, [count]), permutation]), [blockCount, 1, segmentBlock])
  const sortedRows = apply('Gather', [rows, apply('Div', [permutation, integers([k])])])
  const terms = reshaped(sortedRows, [blockCount, segmentBlock, width])
  const zero = initializer(type, [0], [])
  const selected = apply('Where', [order.sameInBlock, factors, zero])
  const blockSums = reshaped(apply('MatMul', [selected, terms]), [count, width])
  const crossingSums = apply('Gemm', [order.sameCrossing, apply('Gather', [blockSums, order.crossing])])
  const sums = concat([compress(blockSums, order.startsInside), compress(crossingSums, order.startsCrossing)], 0)
  return apply('ScatterND', [apply('Expand', [zero, integers([segments, width])]), order.indices, sums])
}
