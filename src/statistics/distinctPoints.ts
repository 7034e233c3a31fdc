import type { Points } from './points.ts'
import { pointAt } from './points.ts'

/** Which of two points comes first, entry by entry. */
const order = (points: Points, i: number, j: number): number => {
  const [a, b] = [pointAt(points, i), pointAt(points, j)]
  for (let at = 0; at < a.length; at++) {
    const difference = (a[at] ?? 0) - (b[at] ?? 0)
    if (difference !== 0) return difference
  }
  return 0
}

/** The rows of the points that are not equal to an earlier one, in their order. */
export const distinctRows = (points: Points): Uint32Array => {
  const sorted = Uint32Array.from({ length: points.length }, (_, row) => row).toSorted(
    (i, j) => order(points, i, j) || i - j,
  )
  return sorted.filter((row, at) => at === 0 || order(points, sorted[at - 1] ?? 0, row) !== 0).toSorted()
}
