import { scale, square } from '../../tensor/derived.ts'
import { product } from '../../tensor/shape.ts'
import type { Tensor } from '../../tensor/tensor.ts'
import { loss } from '../core/loss.ts'
import { identityMatrix } from '../core/matrix.ts'
import { weights } from '../core/weights.ts'

/** A weight as a matrix, its last axis as columns: [r, o]. */
const matrixOf = <T>(A: Tensor<T>, w: T): { readonly matrix: T; readonly r: number; readonly o: number } => {
  const sizes = A.shape(w).map((extent) => (typeof extent === 'number' ? extent : 1))
  const o = sizes.at(-1) ?? 1
  const r = product(sizes) / o
  return { matrix: A.reshape(w, [r, o]), r, o }
}

const orthogonalWeightsRow = weights({
  name: 'orthogonalWeights',
  summary: 'How far the columns of each weight, or its rows if they are fewer, are from orthonormal.',
  penalty: (A, w) => {
    const { matrix, r, o } = matrixOf(A, w)
    const upright = r >= o
    const gram = A.matmul(matrix, matrix, upright ? { a: true } : { b: true })
    const off = A.sub(gram, identityMatrix(A, Math.min(r, o)))
    return {
      value: square(A, off),
      derivative: () => A.reshape(scale(A, upright ? A.matmul(matrix, off) : A.matmul(off, matrix), 4), A.shape(w)),
    }
  },
})

/**
 * The squared distance of each weight's Gram matrix from the identity, for all weights or those whose names begin as
 * given (Brock et al. 2017, equation 3). A weight of more than two axes is a matrix with its last axis as columns.
 *
 *     L  = Σ ‖Wᵀ·W − I‖²         or ‖W·Wᵀ − I‖², whichever is smaller      W: [r, o]
 *     dW = 4 dL · W·(Wᵀ·W − I)   or 4 dL · (W·Wᵀ − I)·W
 */
export const orthogonalWeights = Object.assign(
  (of?: string) => loss<never>({ term: 'orthogonalWeights', ...(of === undefined ? {} : { of }) }),
  { definition: orthogonalWeightsRow },
)
