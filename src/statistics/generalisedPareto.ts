/**
 * The generalised Pareto distribution of what exceeds a high threshold: P(excess > y) = (1 + shape·y / scale)^(−1/shape),
 * exp(−y / scale) for shape 0. A shape above 0 is a heavy tail, one below 0 ends at −scale/shape.
 */
export interface GeneralisedPareto {
  readonly shape: number
  readonly scale: number
}

/** Shapes nearer to 0 than this are computed as 0. */
const exponential = 1e-9

/** The excess that is exceeded with a probability in (0, 1]. */
export const excessAt = ({ shape, scale }: GeneralisedPareto, probability: number): number =>
  Math.abs(shape) < exponential
    ? -scale * Math.log(probability)
    : (scale / shape) * Math.expm1(-shape * Math.log(probability))

/** The log-likelihood of excesses; −∞ where one lies beyond the end of the tail. */
export const logLikelihood = ({ shape, scale }: GeneralisedPareto, excesses: ArrayLike<number>): number => {
  let sum = -excesses.length * Math.log(scale)
  for (let i = 0; i < excesses.length; i++) {
    const y = (excesses[i] ?? 0) / scale
    if (Math.abs(shape) < exponential) sum -= y
    else if (1 + shape * y <= 0) return Number.NEGATIVE_INFINITY
    else sum -= (1 + 1 / shape) * Math.log1p(shape * y)
  }
  return sum
}

/** Shapes below this have no proper greatest likelihood (Grimshaw 1993): it has no second derivative there, or no end. */
const leastShape = -0.5

/** The distribution of greatest likelihood among those with shape / scale = ratio: its shape is the mean of log(1 + ratio·y). */
const alongRatio = (excesses: ArrayLike<number>, ratio: number, mean: number): GeneralisedPareto => {
  let sum = 0
  for (let i = 0; i < excesses.length; i++) sum += Math.log1p(ratio * (excesses[i] ?? 0))
  const shape = sum / excesses.length
  return Math.abs(shape) < exponential ? { shape: 0, scale: mean } : { shape, scale: shape / ratio }
}

/** Where the value of a function of one variable is greatest between two places: golden-section search. */
const greatestBetween = (f: (u: number) => number, from: number, to: number): number => {
  const golden = (Math.sqrt(5) - 1) / 2
  let [low, high] = [from, to]
  let [a, b] = [high - golden * (high - low), low + golden * (high - low)]
  let [fa, fb] = [f(a), f(b)]
  for (let i = 0; i < 80; i++)
    if (fa >= fb) {
      ;[high, b, fb] = [b, a, fa]
      a = high - golden * (high - low)
      fa = f(a)
    } else {
      ;[low, a, fa] = [a, b, fb]
      b = low + golden * (high - low)
      fb = f(b)
    }
  return (low + high) / 2
}

const [from, to, step] = [-16, 16, 0.25]

/**
 * Fits the distribution to positive excesses by maximum likelihood in one variable (Grimshaw 1993): along ratio =
 * shape / scale the best shape is known, and ratio = (eᵘ − 1) / max y covers all that are possible. The greatest of a grid in u
 * is refined. Shapes are kept above −1/2.
 */
export const fitGeneralisedPareto = (excesses: ArrayLike<number>): GeneralisedPareto => {
  const values = Array.from(excesses)
  const mean = values.reduce((sum, y) => sum + y, 0) / values.length
  const most = values.reduce((a, b) => Math.max(a, b), 0)
  const at = (u: number): GeneralisedPareto => alongRatio(values, Math.expm1(u) / most, mean)
  const likelihood = (u: number): number => {
    const fitted = at(u)
    return fitted.shape < leastShape ? Number.NEGATIVE_INFINITY : logLikelihood(fitted, values)
  }
  let best = { u: 0, value: likelihood(0) }
  for (let u = from; u <= to; u += step) {
    const value = likelihood(u)
    if (value > best.value) best = { u, value }
  }
  return at(greatestBetween(likelihood, best.u - step, best.u + step))
}
