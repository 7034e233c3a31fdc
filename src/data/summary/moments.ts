/** The number, the mean and the sum of squared differences from the mean of some numbers. */
export interface Moments {
  readonly count: number
  readonly mean: number
  readonly squares: number
}

export const noMoments: Moments = { count: 0, mean: 0, squares: 0 }

/** The moments of all numbers of two parts (Chan, Golub and LeVeque 1983, equation 1.5). */
export const joinMoments = (a: Moments, b: Moments): Moments => {
  if (a.count === 0) return b
  if (b.count === 0) return a
  const count = a.count + b.count
  const difference = b.mean - a.mean
  return {
    count,
    mean: a.mean + (difference * b.count) / count,
    squares: a.squares + b.squares + (difference * difference * a.count * b.count) / count,
  }
}

/** The moments of the numbers of an array; NaN is left out. In two passes, so that large offsets lose no digits. */
export const momentsOf = (values: ArrayLike<number>): Moments => {
  let [count, sum] = [0, 0]
  for (let i = 0; i < values.length; i++) {
    const value = values[i] ?? Number.NaN
    if (value !== value) continue
    count++
    sum += value
  }
  if (count === 0) return noMoments
  const mean = sum / count
  let squares = 0
  for (let i = 0; i < values.length; i++) {
    const difference = (values[i] ?? Number.NaN) - mean
    if (difference === difference) squares += difference * difference
  }
  return { count, mean, squares }
}

/** The standard deviation, which divides by n; NaN of no numbers. */
export const deviation = ({ count, squares }: Moments): number => Math.sqrt(squares / count)
