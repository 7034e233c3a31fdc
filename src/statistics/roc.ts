/**
 * The area under the ROC curve: the chance that an anomaly scores higher than a normal row, ties counting half
 * (the Mann–Whitney statistic; Hanley and McNeil 1982). NaN where one of the classes is empty.
 */
export const rocAuc = (scores: ArrayLike<number>, anomalous: ReadonlyArray<boolean>): number => {
  const order = Array.from(scores, (_, i) => i).toSorted((i, j) => (scores[i] ?? 0) - (scores[j] ?? 0))
  let rankSum = 0
  for (let start = 0; start < order.length;) {
    let stop = start
    while (stop < order.length && scores[order[stop] ?? 0] === scores[order[start] ?? 0]) stop++
    const rank = (start + 1 + stop) / 2
    for (const i of order.slice(start, stop)) if (anomalous[i] === true) rankSum += rank
    start = stop
  }
  const positive = anomalous.filter((is) => is).length
  const negative = anomalous.length - positive
  return (rankSum - (positive * (positive + 1)) / 2) / (positive * negative)
}

/** The q-quantile of sorted numbers, linear between neighbours (Hyndman and Fan 1996, type 7). */
export const quantile = (sorted: ArrayLike<number>, q: number): number => {
  const at = q * (sorted.length - 1)
  const low = Math.floor(at)
  const [a, b] = [sorted[low] ?? Number.NaN, sorted[Math.min(low + 1, sorted.length - 1)] ?? Number.NaN]
  return a + (at - low) * (b - a)
}
