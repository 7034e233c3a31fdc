import { scale, square } from '../../tensor/derived.ts'
import { knownSizes, product } from '../../tensor/shape.ts'
import type { Tensor } from '../../tensor/tensor.ts'
import { defineTerm } from '../core/define.ts'
import { identityMatrix } from '../core/identityMatrix.ts'
import { ofWeights, weightPenalty } from '../core/weightPenalty.ts'

/** A weight as a matrix, its last axis as columns: [r, o]. */
const matrixOf = <T>(A: Tensor<T>, w: T): { readonly matrix: T; readonly r: number; readonly o: number } => {
  const sizes = knownSizes(A.shape(w))
  const o = sizes.at(-1) ?? 1
  const r = product(sizes) / o
  return { matrix: A.reshape(w, [r, o]), r, o }
}

/**
 * The squared distance of each weight's Gram matrix from the identity, for all weights or those in the
 * scope `of` (Brock et al. 2017, equation 3). A weight of more than two axes is a matrix with its last axis as columns.
 *
 *     L  = Σ ‖Wᵀ·W − I‖²         or ‖W·Wᵀ − I‖², whichever is smaller      W: [r, o]
 *     dW = 4 dL · W·(Wᵀ·W − I)   or 4 dL · (W·Wᵀ − I)·W
 */
export const orthogonalWeights = defineTerm(
  weightPenalty({
    name: 'orthogonalWeights',
    summary: 'Orthogonal regularisation: the squared distance of the Gram matrix of each weight from the identity.',
    penalty: (A, w) => {
      const { matrix, r, o } = matrixOf(A, w)
      const byColumns = r >= o
      const gram = A.matmul(matrix, matrix, byColumns ? { a: true } : { b: true })
      const difference = A.sub(gram, identityMatrix(A, Math.min(r, o)))
      return {
        value: square(A, difference),
        derivative: () => {
          const product = byColumns ? A.matmul(matrix, difference) : A.matmul(difference, matrix)
          return A.reshape(scale(A, product, 4), A.shape(w))
        },
      }
    },
  }),
  ofWeights,
)
