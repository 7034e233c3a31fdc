import { defineTerm } from '../core/define.ts'
import { stopGradientDistance } from '../core/stopGradientDistance.ts'

/**
 * The codebook loss (van den Oord et al. 2017, equation 3, second term): a sum over the features, a mean over the rows.
 *
 *     L = Σₙⱼ (e − sg(x))² / N      de = dL · 2 (e − x) / N      e = chosen, x = unquantised
 */
export const codebook = defineTerm(
  stopGradientDistance({
    name: 'codebook',
    summary: 'Codebook loss of a VQ-VAE: the squared distance of the chosen codebook vectors from the encoder output.',
    remedy: "let the codebook learn by its gradient, vectorQuantiser(…, { learning: 'gradient' })",
    trained: 'chosen',
    fixed: 'unquantised',
  }),
  (specify) => specify<'unquantised' | 'chosen'>(),
)
