/** (eᵘᵖ − 1) / p, which is u at p = 0. */
const power = (u: number, p: number): number => (p === 0 ? u : Math.expm1(u * p) / p)

/** The power of Yeo and Johnson (2000): ((x+1)^λ − 1)/λ for x ≥ 0, −((1−x)^(2−λ) − 1)/(2−λ) for x < 0; logarithms at 0. */
export const yeoJohnson = (x: number, lambda: number): number =>
  x >= 0 ? power(Math.log1p(x), lambda) : -power(Math.log1p(-x), 2 - lambda)

/** The inverse of `power` minus its way there: log(1 + y·p) / p; infinite beyond the greatest value of `power`. */
const unpower = (y: number, p: number): number => {
  if (p === 0) return y
  return y * p <= -1 ? Number.POSITIVE_INFINITY : Math.log1p(y * p) / p
}

/** The inverse of `yeoJohnson`; infinite where no number has this power. */
export const inverseYeoJohnson = (y: number, lambda: number): number =>
  y >= 0 ? Math.expm1(unpower(y, lambda)) : -Math.expm1(unpower(-y, 2 - lambda))

/** d/dp of `power`: (eᶻ(z − 1) + 1) / p² with z = u·p, by its series where that would cancel. */
const powerSlope = (u: number, p: number): number => {
  const z = u * p
  if (Math.abs(z) > 0.5) return (Math.exp(z) * (z - 1) + 1) / (p * p)
  let term = 1
  let sum = 0.5
  for (let k = 1; k < 20; k++) {
    term *= z / k
    sum += term / (k + 2)
  }
  return u * u * sum
}

const slope = (x: number, lambda: number): number =>
  x >= 0 ? powerSlope(Math.log1p(x), lambda) : powerSlope(Math.log1p(-x), 2 - lambda)

/** The sum of sign(x)·log(1 + |x|): what the log-likelihood gains with λ. */
const gainOf = (values: Float64Array): number =>
  values.reduce((sum, x) => sum + Math.sign(x) * Math.log1p(Math.abs(x)), 0)

/**
 * The derivative of the log-likelihood −n/2·log var(y) + (λ − 1)·Σ sign(x)·log(1 + |x|) by λ, divided by n; of its sign alone
 * where powers overflow.
 */
const likelihoodSlope = (values: Float64Array, gain: number, lambda: number): number => {
  const n = values.length
  let mean = 0
  for (const x of values) mean += yeoJohnson(x, lambda) / n
  let [square, product] = [0, 0]
  for (const x of values) {
    const centred = yeoJohnson(x, lambda) - mean
    square += centred * centred
    product += centred * slope(x, lambda)
  }
  const found = gain / n - product / square
  return Number.isFinite(found) ? found : -Math.sign(lambda)
}

/** A root of a falling function between two numbers: false position that halves the end that stays (Illinois). */
const rootOf = (f: (x: number) => number, low: number, high: number): number => {
  let [a, b] = [low, high]
  let [fa, fb] = [f(a), f(b)]
  let last = 0
  for (let i = 0; i < 100 && Math.abs(b - a) > 1e-14 * Math.max(1, Math.abs(a)); i++) {
    const x = fa === fb ? (a + b) / 2 : Math.min(Math.max(b - (fb * (b - a)) / (fb - fa), a), b)
    const fx = f(x)
    if (fx === 0) return x
    if (fx > 0) {
      ;[a, fa] = [x, fx]
      if (last > 0) fb /= 2
    } else {
      ;[b, fb] = [x, fx]
      if (last < 0) fa /= 2
    }
    last = Math.sign(fx)
  }
  return Math.abs(fa) < Math.abs(fb) ? a : b
}

/** The furthest λ that is looked at. */
const furthest = 64

/** The λ of the greatest likelihood of normal powers, which the derivative of the likelihood says. */
export const bestLambda = (values: Float64Array): number => {
  const gain = gainOf(values)
  const f = (lambda: number): number => likelihoodSlope(values, gain, lambda)
  let [low, high] = [-2, 2]
  while (low > -furthest && f(low) <= 0) low *= 2
  while (high < furthest && f(high) >= 0) high *= 2
  return rootOf(f, low, high)
}
