import type { Points } from './points.ts'

/** Every point at length 1, one after the other; a point at 0 stays there. */
const unitPoints = ({ length, width, values }: Points): Float64Array => {
  const out = Float64Array.from(values)
  for (let i = 0; i < length; i++) {
    const one = out.subarray(i * width, (i + 1) * width)
    const norm = Math.sqrt(one.reduce((sum, value) => sum + value * value, 0))
    if (norm > 0) for (let j = 0; j < width; j++) one[j] = (one[j] ?? 0) / norm
  }
  return out
}

/** The cosine of the angle between every point of x and every one of y: [x.length × y.length]; 0 for a point at 0. */
export const cosines = (x: Points, y: Points): Float64Array => {
  if (x.width !== y.width) throw new RangeError(`cosines of ${x.width} dimensions with ${y.width}`)
  const [a, b, width] = [unitPoints(x), unitPoints(y), x.width]
  const out = new Float64Array(x.length * y.length)
  for (let i = 0; i < x.length; i++)
    for (let j = 0; j < y.length; j++) {
      let sum = 0
      for (let k = 0; k < width; k++) sum += (a[i * width + k] ?? 0) * (b[j * width + k] ?? 0)
      out[i * y.length + j] = Math.min(1, Math.max(-1, sum))
    }
  return out
}

/** For each point of x the greatest cosine with any point of y, and which point that is. */
export const greatestCosines = (
  x: Points,
  y: Points,
): ReadonlyArray<{ readonly cosine: number; readonly point: number }> => {
  const all = cosines(x, y)
  return Array.from({ length: x.length }, (_, i) => {
    let [cosine, point] = [Number.NEGATIVE_INFINITY, 0]
    for (let j = 0; j < y.length; j++) {
      const value = all[i * y.length + j] ?? 0
      if (value > cosine) [cosine, point] = [value, j]
    }
    return { cosine, point }
  })
}

/**
 * Mean max cosine similarity of two dictionaries (Sharkey et al. 2022): for each direction of x the greatest cosine with a
 * direction of y, in the mean. 1 where y has every direction of x. It is not symmetric.
 */
export const meanMaxCosine = (x: Points, y: Points): number =>
  greatestCosines(x, y).reduce((sum, { cosine }) => sum + cosine, 0) / x.length
