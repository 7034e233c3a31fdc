import type { Cholesky } from './cholesky.ts'

/** Solves Lᵀ·z = x by back substitution; z takes the place of x. After `solveLower`, Σ⁻¹·x. */
export const solveUpper = ({ width, lower }: Cholesky, x: Float64Array): void => {
  for (let i = width - 1; i >= 0; i--) {
    const value = (x[i] ?? 0) / (lower[i * width + i] ?? 0)
    x[i] = value
    for (let k = 0; k < i; k++) x[k] = (x[k] ?? 0) - (lower[i * width + k] ?? 0) * value
  }
}
