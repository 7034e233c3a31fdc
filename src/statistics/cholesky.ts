/**
 * The lower triangle L of a symmetric positive definite matrix Σ = L·Lᵀ: [width × width], row-major, 0 above the diagonal
 * (Golub and Van Loan 2013, section 4.2).
 */
export interface Cholesky {
  readonly width: number
  readonly lower: Float64Array
}

/**
 * Factors a symmetric matrix [width × width], of which the lower triangle alone is read; undefined where it is not
 * positive definite.
 */
export const cholesky = (matrix: ArrayLike<number>, width: number): Cholesky | undefined => {
  const lower = new Float64Array(width * width)
  for (let i = 0; i < width; i++) {
    const row = i * width
    for (let j = 0; j <= i; j++) {
      const other = j * width
      let rest = matrix[row + j] ?? 0
      for (let k = 0; k < j; k++) rest -= (lower[row + k] ?? 0) * (lower[other + k] ?? 0)
      if (j < i) lower[row + j] = rest / (lower[other + j] ?? 0)
      else if (rest > 0) lower[row + i] = Math.sqrt(rest)
      else return undefined
    }
  }
  return { width, lower }
}

/** log |Σ| = 2 Σᵢ log Lᵢᵢ. */
export const logDeterminant = ({ width, lower }: Cholesky): number => {
  let sum = 0
  for (let i = 0; i < width; i++) sum += Math.log(lower[i * width + i] ?? 0)
  return 2 * sum
}

/** Solves L·z = x by forward substitution; z takes the place of x. */
export const solveLower = ({ width, lower }: Cholesky, x: Float64Array): void => {
  for (let i = 0; i < width; i++) {
    const row = i * width
    let rest = x[i] ?? 0
    for (let k = 0; k < i; k++) rest -= (lower[row + k] ?? 0) * (x[k] ?? 0)
    x[i] = rest / (lower[row + i] ?? 0)
  }
}

/** The squared Mahalanobis distance xᵀ·Σ⁻¹·x = |L⁻¹·x|² of a vector without its mean, which is overwritten. */
export const squaredMahalanobis = (factor: Cholesky, centred: Float64Array): number => {
  solveLower(factor, centred)
  let sum = 0
  for (let i = 0; i < factor.width; i++) sum += (centred[i] ?? 0) ** 2
  return sum
}

/** L·z; of normal numbers z, a vector with covariance Σ. It takes the place of z. */
export const multiplyLower = ({ width, lower }: Cholesky, z: Float64Array): void => {
  for (let i = width - 1; i >= 0; i--) {
    const row = i * width
    let sum = 0
    for (let k = 0; k <= i; k++) sum += (lower[row + k] ?? 0) * (z[k] ?? 0)
    z[i] = sum
  }
}
