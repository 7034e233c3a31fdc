/** √(2π). */
const rootTwoPi = Math.sqrt(2 * Math.PI)

const density = (x: number): number => Math.exp(-0.5 * x * x) / rootTwoPi

/** Φ(x) − ½ for small |x|: φ(x)·(x + x³/3 + x⁵/(3·5) + …), all of one sign (Abramowitz and Stegun 26.2.11). */
const centre = (x: number): number => {
  let term = x
  let sum = x
  for (let n = 3; Math.abs(term) > Number.EPSILON * Math.abs(sum); n += 2) {
    term *= (x * x) / n
    sum += term
  }
  return density(x) * sum
}

/** 1 − Φ(x) for large x: φ(x) / (x + 1/(x + 2/(x + 3/(x + …)))) (Abramowitz and Stegun 26.2.14). */
const tail = (x: number): number => {
  let fraction = x
  for (let n = 120; n > 0; n--) fraction = x + n / fraction
  return density(x) / fraction
}

/** The distribution function Φ of the standard normal, to about 15 digits in both tails. */
export const normalCdf = (x: number): number => {
  if (x < -3) return tail(-x)
  return x > 3 ? 1 - tail(x) : 0.5 + centre(x)
}

/** Φ⁻¹ of 0 < p ≤ ½: a rough start in the tail (Abramowitz and Stegun 26.2.23), then Halley's method. */
const lowerQuantile = (p: number): number => {
  const t = Math.sqrt(-2 * Math.log(p))
  const above = 2.515517 + t * (0.802853 + t * 0.010328)
  const below = 1 + t * (1.432788 + t * (0.189269 + t * 0.001308))
  let x = above / below - t
  for (let i = 0; i < 4; i++) {
    const step = (normalCdf(x) - p) / density(x)
    x -= step / (1 + 0.5 * x * step)
  }
  return x
}

/** The quantile function Φ⁻¹ of the standard normal for 0 < p < 1. */
export const normalQuantile = (p: number): number => {
  if (p === 0.5) return 0
  return p < 0.5 ? lowerQuantile(p) : -lowerQuantile(1 - p)
}
