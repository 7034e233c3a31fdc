import type { Labelling } from './contingency.ts'
import { contingency } from './contingency.ts'

/** −Σ p·log p of shares that are given as counts, in nats. */
export const entropyOf = (counts: ArrayLike<number>): number => {
  let total = 0
  for (let i = 0; i < counts.length; i++) total += counts[i] ?? 0
  let sum = 0
  for (let i = 0; i < counts.length; i++) {
    const share = (counts[i] ?? 0) / total
    if (share > 0) sum -= share * Math.log(share)
  }
  return sum
}

/** The entropy of labels, in nats. */
export const entropy = (labels: Labelling): number => entropyOf(contingency(labels, labels).rows)

/** The mutual information of two labellings of the same items, in nats: H(a) + H(b) − H(a, b), never negative. */
export const mutualInformation = (a: Labelling, b: Labelling): number => {
  const { count, counts, rows, columns } = contingency(a, b)
  let sum = 0
  counts.forEach((row, i) =>
    row.forEach((n, j) => {
      if (n > 0) sum += (n / count) * Math.log((n * count) / ((rows[i] ?? 0) * (columns[j] ?? 0)))
    }),
  )
  return Math.max(0, sum)
}

/** Numbers as bins of equal width between the least and the greatest: 0 … bins − 1. All are 0 where the numbers are equal. */
export const binned = (values: ArrayLike<number>, bins: number): Uint32Array => {
  let [least, greatest] = [Number.POSITIVE_INFINITY, Number.NEGATIVE_INFINITY]
  for (let i = 0; i < values.length; i++) {
    least = Math.min(least, values[i] ?? 0)
    greatest = Math.max(greatest, values[i] ?? 0)
  }
  const width = (greatest - least) / bins
  return Uint32Array.from({ length: values.length }, (_, i) =>
    width > 0 ? Math.min(bins - 1, Math.floor(((values[i] ?? 0) - least) / width)) : 0,
  )
}
