import type { Labelling } from './contingency.ts'
import { contingency } from './contingency.ts'

const pairs = (n: number): number => (n * (n - 1)) / 2
const pairsOf = (counts: Float64Array): number => counts.reduce((sum, n) => sum + pairs(n), 0)

/**
 * The adjusted Rand index of two partitions (Hubert and Arabie 1985): 1 where they are the same, 0 as by chance, negative
 * where they agree less. 1 for two partitions of one class, or of single items.
 */
export const adjustedRandIndex = (a: Labelling, b: Labelling): number => {
  const { count, counts, rows, columns } = contingency(a, b)
  const both = counts.reduce((sum, row) => sum + pairsOf(row), 0)
  const [first, second] = [pairsOf(rows), pairsOf(columns)]
  const expected = (first * second) / pairs(count)
  const most = (first + second) / 2
  return most === expected || count < 2 ? 1 : (both - expected) / (most - expected)
}
