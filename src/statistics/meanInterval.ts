import type { Interval } from './bootstrap.ts'

/** The 0.975 quantile of Student's t with 1, 2, … degrees of freedom. */
const quantiles = [
  12.7062, 4.3027, 3.1824, 2.7764, 2.5706, 2.4469, 2.3646, 2.306, 2.2622, 2.2281, 2.201, 2.1788, 2.1604, 2.1448, 2.1314,
  2.1199, 2.1098, 2.1009, 2.093, 2.086,
]

const normal = 1.959964

/** The same for many degrees of freedom, by two terms of the expansion of Cornish and Fisher. */
const manyDegrees = (degrees: number): number =>
  normal +
  (normal ** 3 + normal) / (4 * degrees) +
  (5 * normal ** 5 + 16 * normal ** 3 + 3 * normal) / (96 * degrees ** 2)

/**
 * The mean of a few figures with the interval that holds that of their population in 95 % of cases, if they are normal
 * (Student 1908). Without an interval where there are fewer than two.
 */
export const meanInterval = (
  figures: ReadonlyArray<number>,
): { readonly mean: number; readonly interval?: Interval } => {
  const n = figures.length
  const mean = figures.reduce((sum, figure) => sum + figure, 0) / n
  if (n < 2) return { mean }
  const variance = figures.reduce((sum, figure) => sum + (figure - mean) ** 2, 0) / (n - 1)
  const half = (quantiles[n - 2] ?? manyDegrees(n - 1)) * Math.sqrt(variance / n)
  return { mean, interval: { low: mean - half, high: mean + half } }
}
