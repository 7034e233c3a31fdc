import type { Points } from './points.ts'

/** The products of all pairs of rows, [length × length], of centred columns. */
const gram = ({ length, width, values }: Points): Float64Array => {
  const centred = Float64Array.from(values)
  for (let j = 0; j < width; j++) {
    let mean = 0
    for (let i = 0; i < length; i++) mean += (centred[i * width + j] ?? 0) / length
    for (let i = 0; i < length; i++) centred[i * width + j] = (centred[i * width + j] ?? 0) - mean
  }
  const out = new Float64Array(length * length)
  for (let i = 0; i < length; i++)
    for (let j = 0; j <= i; j++) {
      let sum = 0
      for (let k = 0; k < width; k++) sum += (centred[i * width + k] ?? 0) * (centred[j * width + k] ?? 0)
      out[i * length + j] = sum
      out[j * length + i] = sum
    }
  return out
}

const dot = (a: Float64Array, b: Float64Array): number => {
  let sum = 0
  for (let i = 0; i < a.length; i++) sum += (a[i] ?? 0) * (b[i] ?? 0)
  return sum
}

const rowSums = (matrix: Float64Array, n: number): Float64Array => {
  const sums = new Float64Array(n)
  for (let i = 0; i < n; i++) for (let j = 0; j < n; j++) sums[i] = (sums[i] ?? 0) + (matrix[i * n + j] ?? 0)
  return sums
}

const withoutDiagonal = (matrix: Float64Array, n: number): Float64Array => {
  const out = matrix.slice()
  for (let i = 0; i < n; i++) out[i * n + i] = 0
  return out
}

/** The unbiased estimate of HSIC of two matrices of zero diagonal (Song et al. 2012, equation 5), without its factor 1/(n (n − 3)). */
const unbiased = (k: Float64Array, l: Float64Array, n: number): number => {
  const [a, b] = [rowSums(k, n), rowSums(l, n)]
  const [all, other] = [a.reduce((x, y) => x + y, 0), b.reduce((x, y) => x + y, 0)]
  return dot(k, l) + (all * other) / ((n - 1) * (n - 2)) - (2 / (n - 2)) * dot(a, b)
}

/** What two kernels share, beside what each has of itself; undefined where one of them has nothing. */
const alignment = (
  measure: (k: Float64Array, l: Float64Array) => number,
  k: Float64Array,
  l: Float64Array,
): number | undefined => {
  const [own, others] = [measure(k, k), measure(l, l)]
  return own > 0 && others > 0 ? measure(k, l) / Math.sqrt(own * others) : undefined
}

/**
 * Linear centred kernel alignment of two representations of the same rows (Kornblith et al. 2019, equation 3): how alike
 * they are up to rotation and scale, from 0 to 1. Undefined where one of them does not vary.
 *
 *     CKA = ‖Yᵀ X‖² / (‖Xᵀ X‖ ‖Yᵀ Y‖)      X, Y centred by column, ‖·‖ the Frobenius norm
 *
 * With few rows beside the dimensions it is too high even for unrelated ones. `debiased` takes the unbiased estimate of each
 * product (Song et al. 2012), which is about 0 then, and may be a little below it; it takes at least four rows.
 */
export const linearCka = (
  x: Points,
  y: Points,
  { debiased = false }: { readonly debiased?: boolean } = {},
): number | undefined => {
  if (x.length !== y.length) throw new RangeError(`CKA of ${x.length} rows with ${y.length}`)
  const [k, l, n] = [gram(x), gram(y), x.length]
  if (!debiased) return alignment(dot, k, l)
  if (n < 4) return undefined
  return alignment((a, b) => unbiased(a, b, n), withoutDiagonal(k, n), withoutDiagonal(l, n))
}
