/** How many of sorted numbers are at least so great. */
const countAtLeast = (sorted: ArrayLike<number>, value: number): number => {
  let [low, high] = [0, sorted.length]
  while (low < high) {
    const middle = (low + high) >>> 1
    if ((sorted[middle] ?? 0) >= value) high = middle
    else low = middle + 1
  }
  return sorted.length - low
}

/**
 * Conformal p-values: (1 + the number of calibration scores ≥ s) / (n + 1) of each score s, for the sorted scores of n normal
 * rows that were not trained on. Of a further normal row P(p ≤ α) ≤ α for every α, whatever the scores are, as all orders
 * of the n + 1 rows are equally likely (Vovk, Gammerman and Shafer 2005; Bates and others 2023).
 */
export const conformalPValues = (calibration: ArrayLike<number>, scores: ArrayLike<number>): Float64Array =>
  Float64Array.from(scores, (score) => (1 + countAtLeast(calibration, score)) / (calibration.length + 1))

/** Rounding of alpha · (n + 1), such as 0.29 · 100 = 28.999999999999996. */
const rounding = 1e-9

/**
 * The score above which the conformal p-value is alpha or less: of sorted calibration scores the one of rank ⌊alpha·(n + 1)⌋
 * from above. Nothing where alpha < 1/(n + 1): then no p-value is that small.
 */
export const conformalThreshold = (calibration: ArrayLike<number>, alpha: number): number | undefined => {
  const rank = Math.floor(alpha * (calibration.length + 1) + rounding)
  return rank < 1 ? undefined : calibration[calibration.length - rank]
}

/** How many calibration rows it takes before a p-value can be as small as alpha. */
export const rowsForAlpha = (alpha: number): number => Math.max(1, Math.ceil(1 / alpha - 1 - rounding))

/**
 * The greatest p-value that is rejected (Benjamini and Hochberg 1995): the greatest p₍ₖ₎ ≤ rate·k/m of m sorted p-values.
 * Nothing where none is rejected. Where the p-values of normal rows are independent, or conformal ones of one calibration set,
 * the expected share of normal rows among the rejected ones is at most the rate.
 */
export const benjaminiHochberg = (pValues: ArrayLike<number>, rate: number): number | undefined => {
  const sorted = Float64Array.from(pValues).toSorted()
  for (let k = sorted.length; k >= 1; k--) {
    const p = sorted[k - 1] ?? 1
    if (p <= (rate * k) / sorted.length) return p
  }
  return undefined
}
