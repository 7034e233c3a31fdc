import { drawn } from './commitment.ts'
import { loss } from '../core/loss.ts'

const codebookRow = drawn({
  name: 'codebook',
  summary: 'How far codes are from the vectors that they stand for: it teaches a codebook that learns by its gradient.',
  remedy: "let the codebook learn by its gradient, vectorQuantiser(…, { learning: 'gradient' })",
  moving: 'chosen',
  fixed: 'unquantised',
})

/**
 * The codebook loss (van den Oord et al. 2017, equation 3, second term): a sum over the features, a mean over the rows.
 *
 *     L = Σₙⱼ (e − sg(x))² / N      de = dL · 2 (e − x) / N      e = chosen, x = unquantised
 */
export const codebook = Object.assign(loss<'unquantised' | 'chosen'>({ term: 'codebook' }), { definition: codebookRow })
