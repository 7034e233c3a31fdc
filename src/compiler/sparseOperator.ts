/**
 * Operators on the k largest of the L entries of every row of x, [N, L]. With p the columns of these entries, [N, k]:
 *
 * - topValues(x) [N, k]: the entries themselves
 * - takeTop(a, x) [N, k]: the entries of a [N, L] in the columns p
 * - sampledMatmul(a, b, x) [N, k]: the entries of a·bᵀ in the columns p, for a [N, o] and b [L, o]
 * - sparseMatmul(z, b, x) [N, o]: Z·b for b [L, o]
 * - transposedSparseMatmul(z, b, x) [L, o]: Zᵀ·b for b [N, o]
 * - sparseColumnSum(z, x) [1, L]: Σ of Z over the rows
 *
 * Z [N, L] is the sparse matrix with z [N, k] in the columns p and 0 elsewhere. x is always the last operand.
 */
export type SparseOperator =
  | 'topValues'
  | 'takeTop'
  | 'sampledMatmul'
  | 'sparseMatmul'
  | 'transposedSparseMatmul'
  | 'sparseColumnSum'

/** Zᵀ·b adds the entries, sorted by column, in blocks of this length; N·k is a multiple of it. */
export const segmentBlock = 64
