import { like, scale, square } from '../../tensor/derived.ts'
import * as Named from '../../tensor/named.ts'
import { defineTerm, withOptions } from '../core/define.ts'
import { dictionaryNames, dictionarySettings, dictionaryTerm } from '../core/dictionary.ts'
import { reduce } from '../core/reconstruction.ts'
import { termValue } from '../core/term.ts'

/**
 * The auxiliary loss of a gated code (Rajamanoharan et al. 2024a, equation 8): the squared error of the input as
 * decoded from the gates by the dictionary and its bias, both held fixed. Its reduction is that of `mse`.
 *
 *     L  = mean (π·D̄ + b̄ − target)²      π = gate: [N, F]   D: [F, size of a row]   b: [size of a row], held fixed
 *     dπ = d·Dᵀ                          d = dL · 2 (π·D + b − target) / size of target
 */
export const gateReconstruction = defineTerm(
  {
    name: 'gateReconstruction',
    summary:
      'Auxiliary loss of a gated sparse autoencoder: the reconstruction error of the gates, with a fixed decoder.',
    codec: dictionarySettings,
    build: ({ dictionary, reduction }, sizes, context) => {
      const names = dictionaryNames(dictionary)
      return dictionaryTerm(names.weight, sizes, context, {
        needs: ['gate'],
        remedy: 'end the encoder with gated, and begin the decoder with a dense layer of its own, from code to input',
        run: (A, input) => {
          const { target, aux, parameters } = input
          const gate = Named.get(aux, 'gate')
          const fixed = A.stopGradient(Named.get(parameters, names.weight))
          const bias = parameters[names.bias]
          const rows = A.matmul(gate, fixed)
          const decoded = bias === undefined ? rows : A.add(rows, like(A, A.stopGradient(bias), rows))
          const difference = A.sub(A.reshape(decoded, A.shape(target)), target)
          const error = { value: square(A, difference), derivative: () => scale(A, difference, 2) }
          const { value, pullback } = reduce(A, input, error, reduction)
          return termValue(value, (dvalue) => {
            const d = A.reshape(pullback(dvalue), A.shape(rows))
            return { daux: { gate: A.matmul(d, fixed, { b: true }) } }
          })
        },
      })
    },
  },
  withOptions<'gate'>(),
)
