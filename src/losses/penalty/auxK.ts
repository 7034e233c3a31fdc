import { matmul } from '../../tensor/adjoint.ts'
import { scale, square } from '../../tensor/derived.ts'
import * as Named from '../../tensor/named.ts'
import type { DictionarySettings } from '../core/dictionary.ts'
import { layerOf, onDictionary } from '../core/dictionary.ts'
import { withOptions } from '../core/loss.ts'
import { averaged } from '../core/reconstruction.ts'
import { row, termValue } from '../core/term.ts'

const auxKRow = row<DictionarySettings>({
  ...onDictionary,
  name: 'auxK',
  summary: 'How well dead features say what a sparse code leaves out: they learn to come back.',
  needs: () => ['dead'],
  ofCode: 'exposed',
  remedy:
    'end the encoder with deadLatents(…), and begin the decoder with a dense layer of its own, from code to input',
  run: (A, input, settings) => {
    const { target, output, aux, parameters } = input
    const name = `${layerOf(settings)}.weight`
    const [dead, dictionary] = [Named.get(aux, 'dead'), Named.get(parameters, name)]
    const said = A.reshape(A.matmul(dead, dictionary), A.shape(target))
    const off = A.sub(said, A.stopGradient(A.sub(target, output)))
    const error = { value: square(A, off), derivative: () => scale(A, off, 2) }
    const { value, pullback } = averaged(A, input, error, settings.reduction)
    return termValue(value, (dvalue) => {
      const d = A.reshape(pullback(dvalue), A.shape(A.matmul(dead, dictionary)))
      const [ddead, ddictionary] = matmul(A, [dead, dictionary], d)
      return { daux: { dead: ddead }, dparameters: { [name]: ddictionary } }
    })
  },
})

/**
 * The auxiliary loss of dead features (Gao et al. 2024, appendix A.2; there with a weight of 1/32): what the output
 * lacks, held fixed, is to be said by the dead features alone. Reduced and weighted as `mse` is. Where no feature is
 * dead, it is the squared error, without a gradient.
 *
 *     L     = mean (z·D − e)²             e = sg(target − output): [N, …]   z = dead: [N, F]   D: [F, size of a row]
 *     dz    = d·Dᵀ     dD = zᵀ·d          d = dL · 2 (z·D − e) / size of e
 */
export const auxK = withOptions<'dead', DictionarySettings>(auxKRow)
