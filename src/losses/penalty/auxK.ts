import { matmul } from '../../tensor/adjoint.ts'
import { scale, square } from '../../tensor/derived.ts'
import * as Named from '../../tensor/named.ts'
import { defineTerm, withOptions } from '../core/define.ts'
import { dictionaryNames, dictionarySettings, dictionaryTerm } from '../core/dictionary.ts'
import { reduce } from '../core/reconstruction.ts'
import { termValue } from '../core/term.ts'

/**
 * The auxiliary loss of dead features (Gao et al. 2024, appendix A.2; there with a weight of 1/32): the dead features
 * alone reconstruct the residual of the output, which is held fixed. Its reduction is that of `mse`. If no feature is
 * dead, it is the squared error, without a gradient.
 *
 *     L     = mean (z·D − e)²             e = sg(target − output): [N, …]   z = dead: [N, F]   D: [F, size of a row]
 *     dz    = d·Dᵀ     dD = zᵀ·d          d = dL · 2 (z·D − e) / size of e
 */
export const auxK = defineTerm(
  {
    name: 'auxK',
    summary: 'AuxK loss of a sparse autoencoder: the error of the residual as reconstructed by dead features alone.',
    codec: dictionarySettings,
    build: ({ dictionary, reduction }, sizes, context) => {
      const { weight } = dictionaryNames(dictionary)
      return dictionaryTerm(weight, sizes, context, {
        needs: ['dead'],
        remedy:
          'end the encoder with deadLatents(…), and begin the decoder with a dense layer of its own, from code to input',
        run: (A, input) => {
          const { target, output, aux, parameters } = input
          const [dead, vectors] = [Named.get(aux, 'dead'), Named.get(parameters, weight)]
          const reconstructed = A.reshape(A.matmul(dead, vectors), A.shape(target))
          const difference = A.sub(reconstructed, A.stopGradient(A.sub(target, output)))
          const error = { value: square(A, difference), derivative: () => scale(A, difference, 2) }
          const { value, pullback } = reduce(A, input, error, reduction)
          return termValue(value, (dvalue) => {
            const d = A.reshape(pullback(dvalue), A.shape(A.matmul(dead, vectors)))
            const [ddead, dvectors] = matmul(A, [dead, vectors], d)
            return { daux: { dead: ddead }, dparameters: { [weight]: dvectors } }
          })
        },
      })
    },
  },
  withOptions<'dead'>(),
)
