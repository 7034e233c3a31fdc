import type { Stream } from '../../random/index.ts'
import { draw, path } from '../../random/index.ts'
import type { Points } from '../points.ts'
import type { OutlierScore } from './outlierScore.ts'

export interface IsolationForestOptions {
  /** 100 by default. */
  readonly trees?: number
  /** Training points for each tree, drawn without replacement; 256 by default, or all where there are fewer. */
  readonly samples?: number
}

const eulerGamma = 0.577_215_664_901_532_9

/**
 * The mean depth of an unsuccessful search in a binary search tree of n points (Liu, Ting and Zhou 2008, equation 1), with
 * H(i) ≈ ln i + γ:  2·H(n − 1) − 2·(n − 1)/n,  1 of two points, 0 of fewer.
 */
export const meanDepth = (n: number): number => {
  if (n <= 1) return 0
  return n === 2 ? 1 : 2 * (Math.log(n - 1) + eulerGamma) - (2 * (n - 1)) / n
}

/** A node: a column that is cut at a value, with the nodes below and above; or a leaf with the depth that it stands for. */
type Node =
  | { readonly column: number; readonly at: number; readonly below: Node; readonly above: Node }
  | { readonly depth: number }

/** So many different whole numbers below n (Floyd's algorithm). */
const sampleOf = (from: Stream, n: number, count: number): ReadonlyArray<number> => {
  const uniform = draw(from, count, { kind: 'uniform' })
  const chosen = new Set<number>()
  for (let i = 0; i < count; i++) {
    const last = n - count + i
    const row = Math.floor((uniform[i] ?? 0) * (last + 1))
    chosen.add(chosen.has(row) ? last : row)
  }
  return [...chosen]
}

/** The columns in which some points differ, with their ranges. */
const rangesOf = ({ width, values }: Points, rows: ReadonlyArray<number>) => {
  const low = new Float64Array(width).fill(Number.POSITIVE_INFINITY)
  const high = new Float64Array(width).fill(Number.NEGATIVE_INFINITY)
  for (const row of rows)
    for (let j = 0; j < width; j++) {
      const value = values[row * width + j] ?? 0
      if (value < (low[j] ?? 0)) low[j] = value
      if (value > (high[j] ?? 0)) high[j] = value
    }
  return Array.from(low, (least, column) => ({ column, low: least, high: high[column] ?? least })).filter(
    (range) => range.high > range.low,
  )
}

/** Grows a tree by cuts that are drawn by the number of the node: 1, then 2i and 2i + 1 below node i. */
const grow = (points: Points, rows: ReadonlyArray<number>, depth: number, most: number, node: Stream): Node => {
  const leaf = { depth: depth + meanDepth(rows.length) }
  if (depth >= most || rows.length <= 1) return leaf
  const ranges = rangesOf(points, rows)
  const [which = 0, where = 0] = draw(node, 2, { kind: 'uniform' })
  const range = ranges[Math.floor(which * ranges.length)]
  if (range === undefined) return leaf
  const { column, low, high } = range
  const at = low + where * (high - low)
  const isBelow = (row: number): boolean => (points.values[row * points.width + column] ?? 0) <= at
  const [below, above] = [rows.filter(isBelow), rows.filter((row) => !isBelow(row))]
  // Between neighbouring numbers a cut may be rounded to the greater one.
  if (above.length === 0) return leaf
  return {
    column,
    at,
    below: grow(points, below, depth + 1, most, path(node, 0)),
    above: grow(points, above, depth + 1, most, path(node, 1)),
  }
}

/** The depth of the leaf of a point, with what the points of that leaf would add. */
const depthOf = (tree: Node, values: Points['values'], start: number): number => {
  let node = tree
  while ('column' in node) node = (values[start + node.column] ?? 0) <= node.at ? node.below : node.above
  return node.depth
}

/**
 * Isolation forest (Liu, Ting and Zhou 2008): trees that cut random columns at random values between the least and the
 * greatest, as deep as log₂ of their samples. The score is 2^(−mean depth / c(samples)), in (0, 1): odd points are cut off
 * early.
 */
export const fitIsolationForest = (
  training: Points,
  seed: Stream,
  { trees = 100, samples = 256 }: IsolationForestOptions = {},
): OutlierScore => {
  const count = Math.min(samples, training.length)
  const most = Math.ceil(Math.log2(Math.max(2, count)))
  const forest = Array.from({ length: trees }, (_, tree) => {
    const from = path(seed, 'isolationForest', tree)
    return grow(training, sampleOf(path(from, 'sample'), training.length, count), 0, most, path(from, 'cuts'))
  })
  // Of a single sample all depths are 0, whatever they are measured by.
  const scale = trees * (count > 1 ? meanDepth(count) : 1)
  return ({ length, width, values }) =>
    Float64Array.from({ length }, (_, row) => {
      let depth = 0
      for (const tree of forest) depth += depthOf(tree, values, row * width)
      return 2 ** (-depth / scale)
    })
}
