import { like, scale, square } from '../../tensor/derived.ts'
import * as Named from '../../tensor/named.ts'
import type { DictionarySettings } from '../core/dictionary.ts'
import { layerOf, onDictionary } from '../core/dictionary.ts'
import { withOptions } from '../core/loss.ts'
import { averaged } from '../core/reconstruction.ts'
import { row, termValue } from '../core/term.ts'

const gateReconstructionRow = row<DictionarySettings>({
  ...onDictionary,
  name: 'gateReconstruction',
  summary: 'How well the gates of a gated code alone give the input back: they learn when to open.',
  needs: () => ['gate'],
  ofCode: 'exposed',
  remedy: 'end the encoder with gated, and begin the decoder with a dense layer of its own, from code to input',
  run: (A, input, settings) => {
    const { target, aux, parameters } = input
    const gate = Named.get(aux, 'gate')
    const fixed = A.stopGradient(Named.get(parameters, `${layerOf(settings)}.weight`))
    const bias = parameters[`${layerOf(settings)}.bias`]
    const rows = A.matmul(gate, fixed)
    const given = bias === undefined ? rows : A.add(rows, like(A, A.stopGradient(bias), rows))
    const off = A.sub(A.reshape(given, A.shape(target)), target)
    const error = { value: square(A, off), derivative: () => scale(A, off, 2) }
    const { value, pullback } = averaged(A, input, error, settings.reduction)
    return termValue(value, (dvalue) => {
      const d = A.reshape(pullback(dvalue), A.shape(rows))
      return { daux: { gate: A.matmul(d, fixed, { b: true }) } }
    })
  },
})

/**
 * The auxiliary loss of a gated code (Rajamanoharan et al. 2024a, equation 8): the gates, decoded by the dictionary and
 * its bias as they are, are to give the input; the dictionary does not learn from it. Reduced and weighted as `mse` is.
 *
 *     L  = mean (π·D̄ + b̄ − target)²      π = gate: [N, F]   D: [F, size of a row]   b: [size of a row], held fixed
 *     dπ = d·Dᵀ                          d = dL · 2 (π·D + b − target) / size of target
 */
export const gateReconstruction = withOptions<'gate', DictionarySettings>(gateReconstructionRow)
