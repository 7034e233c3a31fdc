import { defineTerm } from '../core/define.ts'
import { stopGradientDistance } from '../core/stopGradientDistance.ts'

/**
 * The commitment loss (van den Oord et al. 2017, equation 3, third term; there with a weight of 0.25): a sum over the
 * features, a mean over the rows.
 *
 *     L = Σₙⱼ (x − sg(e))² / N      dx = dL · 2 (x − e) / N      x = unquantised, e = quantised
 */
export const commitment = defineTerm(
  stopGradientDistance({
    name: 'commitment',
    summary: 'Commitment loss of a VQ-VAE: the squared distance of the encoder output from its codebook vectors.',
    remedy: 'end the encoder with a vector-quantised code, vectorQuantiser(…)',
    trained: 'unquantised',
    fixed: 'quantised',
  }),
  (specify) => specify<'unquantised' | 'quantised'>(),
)
