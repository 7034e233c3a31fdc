import { rsub, over, scale, square, times, total } from '../../tensor/derived.ts'
import * as Named from '../../tensor/named.ts'
import { activitySettings, onActivation } from '../core/activityPenalty.ts'
import { defineTerm } from '../core/define.ts'
import { flattenRows, widthOf } from '../core/flattenRows.ts'
import { identityMatrix } from '../core/identityMatrix.ts'
import { builtTerm, termValue } from '../core/term.ts'

/**
 * The squared inner products of different entries of the code, or of the aux tensor that is named, over the rows. The
 * norms of the entries do not matter, and sample weights are not used.
 *
 *     L  = Σᵢ Σⱼ≠ᵢ Gᵢⱼ²      G = zᵀ·z / N      z: [N, d]   G: [d, d]
 *     dz = 4 dL · z·(G ⊙ (1 − I)) / N
 */
export const orthogonalCode = defineTerm(
  {
    name: 'orthogonalCode',
    summary:
      'Orthogonality penalty on the code: the squared inner products of its different entries over the minibatch.',
    codec: activitySettings,
    build: ({ on = 'code' }) =>
      builtTerm({
        needs: [on],
        run: (A, { aux }) => {
          const code = Named.get(aux, on)
          const z = flattenRows(A, code)
          const n = A.extent(z, [0])
          const offDiagonal = rsub(A, 1, identityMatrix(A, widthOf(A.shape(z))))
          const products = A.mul(over(A, A.matmul(z, z, { a: true }), n), offDiagonal)
          return termValue(total(A, square(A, products)), (dvalue) => {
            const slope = times(A, scale(A, products, 4), A.div(dvalue, n))
            return { daux: { [on]: A.reshape(A.matmul(z, slope), A.shape(code)) } }
          })
        },
      }),
  },
  onActivation,
)
