import type { Points } from './points.ts'

/**
 * The share of the variance of points, summed over their dimensions, that lies between groups, as it is estimated for all
 * rows that these are a sample of: ε² = 1 − (1 − η²)·(n − 1) / (n − k) for η² = SS between / SS total (Kelley 1935). It is 0
 * where groups are no more apart than chance makes them, 1 where points differ between groups alone, and undefined where all
 * points are equal or no group has a second point.
 */
export const betweenShare = ({ length, width, values }: Points, group: ArrayLike<number>): number | undefined => {
  const count = 1 + Array.from(group).reduce((most, index) => Math.max(most, index), -1)
  const [sums, sizes] = [new Float64Array(count * width), new Float64Array(count)]
  for (let row = 0; row < length; row++) {
    const at = group[row] ?? 0
    sizes[at] = (sizes[at] ?? 0) + 1
    for (let j = 0; j < width; j++) sums[at * width + j] = (sums[at * width + j] ?? 0) + (values[row * width + j] ?? 0)
  }
  const groups = sizes.filter((size) => size > 0).length
  const mean = new Float64Array(width)
  for (let at = 0; at < sums.length; at++) mean[at % width] = (mean[at % width] ?? 0) + (sums[at] ?? 0) / length
  let [total, within] = [0, 0]
  for (let row = 0; row < length; row++) {
    const at = group[row] ?? 0
    for (let j = 0; j < width; j++) {
      const value = values[row * width + j] ?? 0
      total += (value - (mean[j] ?? 0)) ** 2
      within += (value - (sums[at * width + j] ?? 0) / (sizes[at] ?? 1)) ** 2
    }
  }
  return total === 0 || length <= groups
    ? undefined
    : Math.max(0, 1 - ((within / total) * (length - 1)) / (length - groups))
}
