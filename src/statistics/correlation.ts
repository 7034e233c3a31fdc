import type { Points } from './points.ts'

/** Columns of length 1 around their means, one after the other; a column that is constant is all 0. */
const standardised = ({ length, width, values }: Points): Float64Array => {
  const out = new Float64Array(length * width)
  for (let j = 0; j < width; j++) {
    const column = out.subarray(j * length, (j + 1) * length)
    let sum = 0
    for (let i = 0; i < length; i++) sum += column[i] = values[i * width + j] ?? 0
    let squares = 0
    let scale = 0
    for (let i = 0; i < length; i++) {
      scale = Math.max(scale, Math.abs(column[i] ?? 0))
      column[i] = (column[i] ?? 0) - sum / length
      squares += (column[i] ?? 0) ** 2
    }
    const isConstant = Math.sqrt(squares / length) <= 1e-12 * scale
    for (let i = 0; i < length; i++) column[i] = isConstant ? 0 : (column[i] ?? 0) / Math.sqrt(squares)
  }
  return out
}

/**
 * Pearson's correlation of every column of x with every column of y over the same rows: [x.width × y.width], row-major. It
 * is 0 where one of them is constant, so that nothing varies together.
 *
 *     r = Σ (xₙ − x̄)(yₙ − ȳ) / √(Σ (xₙ − x̄)² · Σ (yₙ − ȳ)²)
 */
export const correlations = (x: Points, y: Points): Float64Array => {
  if (x.length !== y.length) throw new RangeError(`correlations of ${x.length} rows with ${y.length}`)
  const [a, b, n] = [standardised(x), standardised(y), x.length]
  const out = new Float64Array(x.width * y.width)
  for (let i = 0; i < x.width; i++)
    for (let j = 0; j < y.width; j++) {
      let sum = 0
      for (let at = 0; at < n; at++) sum += (a[i * n + at] ?? 0) * (b[j * n + at] ?? 0)
      out[i * y.width + j] = Math.min(1, Math.max(-1, sum))
    }
  return out
}

/** The mean of each group of numbers, and how many there are. */
const groupsOf = (
  values: ArrayLike<number>,
  labels: ReadonlyArray<string>,
): ReadonlyMap<string, { readonly count: number; readonly mean: number }> => {
  const groups = new Map<string, { count: number; mean: number }>()
  labels.forEach((label, i) => {
    const { count, mean } = groups.get(label) ?? { count: 0, mean: 0 }
    groups.set(label, { count: count + 1, mean: mean + ((values[i] ?? 0) - mean) / (count + 1) })
  })
  return groups
}

/**
 * The correlation ratio η² of numbers with labels: the share of their variance that lies between the means of the labels
 * (Fisher 1925). 0 where all means are equal, 1 where the label says the number; undefined where the numbers do not vary.
 *
 *     η² = Σ nₗ (x̄ₗ − x̄)² / Σ (xₙ − x̄)²
 */
export const correlationRatio = (values: ArrayLike<number>, labels: ReadonlyArray<string>): number | undefined => {
  const groups = [...groupsOf(values, labels).values()]
  const mean = groups.reduce((sum, { count, mean: own }) => sum + count * own, 0) / labels.length
  const between = groups.reduce((sum, { count, mean: own }) => sum + count * (own - mean) ** 2, 0)
  const all = labels.reduce((sum, _, i) => sum + ((values[i] ?? 0) - mean) ** 2, 0)
  return all <= 1e-24 * labels.length * mean ** 2 || all === 0 ? undefined : Math.min(1, between / all)
}
