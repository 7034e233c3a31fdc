import { rsub, over, scale, square, times, total } from '../../tensor/derived.ts'
import * as Named from '../../tensor/named.ts'
import { activitySettings } from '../core/activity.ts'
import { loss } from '../core/loss.ts'
import { identityMatrix, vectors, widthOf } from '../core/matrix.ts'
import { row, termValue } from '../core/term.ts'

const orthogonalCodeRow = row({
  name: 'orthogonalCode',
  summary: 'The squared products of different entries of the code over the rows: entries that say different things.',
  codec: activitySettings,
  needs: ({ on = 'code' }) => [on],
  run: (A, { aux }, { on = 'code' }) => {
    const code = Named.get(aux, on)
    const z = vectors(A, code)
    const n = A.extent(z, [0])
    const others = rsub(A, 1, identityMatrix(A, widthOf(A.shape(z))))
    const products = A.mul(over(A, A.matmul(z, z, { a: true }), n), others)
    return termValue(total(A, square(A, products)), (dvalue) => {
      const slope = times(A, scale(A, products, 4), A.div(dvalue, n))
      return { daux: { [on]: A.reshape(A.matmul(z, slope), A.shape(code)) } }
    })
  },
})

/**
 * How far the entries of the code, or of the aux tensor that is named, are from orthogonal over the rows. All rows count
 * alike. Their lengths are free.
 *
 *     L  = Σᵢ Σⱼ≠ᵢ Gᵢⱼ²      G = zᵀ·z / N      z: [N, d]   G: [d, d]
 *     dz = 4 dL · z·(G ⊙ (1 − I)) / N
 */
export const orthogonalCode = Object.assign(
  <const On extends string = 'code'>(on?: On) =>
    loss<On>({ term: 'orthogonalCode', ...(on === undefined ? {} : { on }) }),
  { definition: orthogonalCodeRow },
)
