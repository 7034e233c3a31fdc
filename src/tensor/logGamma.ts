import { fill, log1p, minimum, over, scale, shift, square } from './derived.ts'
import type { Tensor } from './tensor.ts'
import { unwatched } from './unwatched.ts'

/** From here on Stirling's series is exact to the last digits; smaller numbers come up to it by the recurrence. */
const steps = 8

/** B₂ₖ / (2k(2k − 1)): the coefficients of Stirling's series for log Γ in 1/z, 1/z³, … */
const correctionSeries = [1 / 12, -1 / 360, 1 / 1260, -1 / 1680, 1 / 1188, -691 / 360360, 1 / 156, -3617 / 122400]
/** B₂ₖ / 2k: those of its derivative, in 1/z², 1/z⁴, … */
const slopeSeries = [1 / 12, -1 / 120, 1 / 252, -1 / 240, 1 / 132, -691 / 32760, 1 / 12, -3617 / 8160]

/** Σ cₖ wᵏ; tests compare what the series gives with 50 digits. */
const polynomial = <T>(watching: Tensor<T>, coefficients: ReadonlyArray<number>, w: T): T => {
  const A = unwatched(watching)
  return coefficients
    .slice(0, -1)
    .reduceRight<T>((sum, c) => shift(A, A.mul(sum, w), c), fill(A, coefficients.at(-1) ?? 0, A.shape(w)))
}

/** What log Γ z has beyond (z − ½) log z − z + ½ log 2π, for z of at least 8. */
const correction = <T>(A: Tensor<T>, z: T): T => {
  const inverse = over(A, fill(A, 1, A.shape(z)), z)
  return A.mul(polynomial(A, correctionSeries, square(A, inverse)), inverse)
}

/** log z − ψ(z), but for 1/(2z). */
const slopeCorrection = <T>(A: Tensor<T>, z: T): T => {
  const w = square(A, over(A, fill(A, 1, A.shape(z)), z))
  return A.mul(polynomial(A, slopeSeries, w), w)
}

/** x(x + 7), of which the product x(x + 1) ⋯ (x + 7) is u(u + 6)(u + 10)(u + 12). */
const paired = <T>(A: Tensor<T>, x: T): T => A.mul(x, shift(A, x, steps - 1))

/** The factors u, u + 6, u + 10, u + 12 of the product x(x + 1) ⋯ (x + 7). */
const factors = <T>(A: Tensor<T>, x: T): readonly [T, T, T, T] => {
  const u = paired(A, x)
  return [u, shift(A, u, 6), shift(A, u, 10), shift(A, u, 12)]
}

/** log x(x + 1) ⋯ (x + 7) for x up to 8. */
const logProduct = <T>(A: Tensor<T>, x: T): T => {
  const [a, b, c, d] = factors(A, x)
  return A.log(A.mul(A.mul(a, b), A.mul(c, d)))
}

/** The same for any x: the product of all factors would overflow in float32. */
const logLargeProduct = <T>(A: Tensor<T>, x: T): T => {
  const [a, b, c, d] = factors(A, x)
  return A.add(A.add(A.log(a), A.log(b)), A.add(A.log(c), A.log(d)))
}

/** Σ 1/(x + k) for k from 0 to 7, the derivative of `logProduct`. */
const inverseSum = <T>(A: Tensor<T>, x: T): T => {
  const one = fill(A, 1, A.shape(x))
  const [a, b, c, d] = factors(A, x)
  const first = A.add(A.div(one, a), A.div(one, b))
  return A.mul(shift(A, scale(A, x, 2), steps - 1), A.add(first, A.add(A.div(one, c), A.div(one, d))))
}

/** Whether x takes the recurrence (1 or 0), and x or x + 8. */
const raised = <T>(A: Tensor<T>, x: T): readonly [small: T, z: T] => {
  const small = A.greater(fill(A, steps, A.shape(x)), x)
  return [small, A.add(x, scale(A, small, steps))]
}

/** x where it is small; where it is not, any number at which nothing overflows. */
const clamped = <T>(A: Tensor<T>, x: T): T => minimum(A, x, fill(A, steps, A.shape(x)))

/**
 * log Γ(x) for x > 0, by the recurrence Γ(x + 8) = x(x + 1) ⋯ (x + 7) Γ(x) below 8 and Stirling's series from there on
 * (Abramowitz and Stegun 1964, 6.1.15 and 6.1.41). Its derivative is `digamma`.
 *
 * In float64 its error is below 4 · 10⁻¹⁵, or that part of a greater |log Γ(x)|: near its zeros, 1 and 2, it is absolute.
 */
export const logGamma = <T>(A: Tensor<T>, x: T): T => {
  const [small, z] = raised(A, x)
  const stirling = A.sub(A.mul(shift(A, z, -0.5), A.log(z)), z)
  const large = A.add(shift(A, stirling, 0.5 * Math.log(2 * Math.PI)), correction(A, z))
  return A.sub(large, A.mul(small, logProduct(A, clamped(A, x))))
}

/** ψ(x) = d/dx log Γ(x) for x > 0, by the recurrence ψ(x + 1) = ψ(x) + 1/x and the derivative of Stirling's series. */
export const digamma = <T>(A: Tensor<T>, x: T): T => {
  const [small, z] = raised(A, x)
  const half = over(A, fill(A, 0.5, A.shape(z)), z)
  const large = A.sub(A.sub(A.log(z), half), slopeCorrection(A, z))
  return A.sub(large, A.mul(small, inverseSum(A, clamped(A, x))))
}

/**
 * log Γ(a + x) − log Γ(a), the logarithm of the rising factorial a(a + 1) ⋯ (a + x − 1), for a > 0 and x ≥ 0. Where a is
 * large the two are nearly equal, and their difference is accurate all the same:
 *
 *     (z − ½) log(1 + x/z) + x log(z + x) − x + c(z + x) − c(z)        c: what Stirling's series adds
 */
export const logRising = <T>(A: Tensor<T>, a: T, x: T): T => {
  const [small, z] = raised(A, a)
  const top = A.add(z, x)
  const main = A.add(A.mul(shift(A, z, -0.5), log1p(A, A.div(x, z))), A.sub(A.mul(x, A.log(top)), x))
  const large = A.add(main, A.sub(correction(A, top), correction(A, z)))
  const low = clamped(A, a)
  return A.sub(large, A.mul(small, A.sub(logLargeProduct(A, A.add(low, x)), logProduct(A, low))))
}

/** ψ(a + x) − ψ(a), the derivative of `logRising` in a, accurate for large a too. */
export const risingSlope = <T>(A: Tensor<T>, a: T, x: T): T => {
  const [small, z] = raised(A, a)
  const top = A.add(z, x)
  const halves = scale(A, A.div(A.div(x, z), top), 0.5)
  const corrections = A.sub(slopeCorrection(A, z), slopeCorrection(A, top))
  const large = A.add(A.add(log1p(A, A.div(x, z)), halves), corrections)
  const low = clamped(A, a)
  return A.sub(large, A.mul(small, A.sub(inverseSum(A, A.add(low, x)), inverseSum(A, low))))
}
