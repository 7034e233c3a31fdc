/** The numbers of a column in rising order. */
export const sorted = (values: Float64Array): Float64Array => values.toSorted()

/** A quantile of sorted numbers, interpolated linearly between the two nearest (numpy's default); 0 of none. */
export const quantileOf = (ordered: Float64Array, level: number): number => {
  const place = level * (ordered.length - 1)
  const below = Math.floor(place)
  const low = ordered[below] ?? 0
  const high = ordered[Math.min(below + 1, ordered.length - 1)] ?? low
  const part = place - below
  // As numpy: from the nearer end, so that a constant column gives its number exactly.
  return part < 0.5 ? low + (high - low) * part : high - (high - low) * (1 - part)
}

/** The different numbers of a column with how often each occurs, in rising order. */
export const countsOf = (values: Float64Array): ReadonlyArray<readonly [value: number, count: number]> => {
  const counts = new Map<number, number>()
  for (const value of values) counts.set(value, (counts.get(value) ?? 0) + 1)
  return [...counts].toSorted(([a], [b]) => a - b)
}

/** The most frequent number, the least of several; 0 of none. */
export const mostFrequent = (values: Float64Array): number => {
  const [first, ...rest] = countsOf(values)
  if (first === undefined) return 0
  return rest.reduce((best, next) => (next[1] > best[1] ? next : best), first)[0]
}
