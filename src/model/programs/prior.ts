import type { CodePrior } from '../../losses/index.ts'
import type { Model } from '../model.ts'

/**
 * The prior of the codes of a model, if it has one: what the first term of the loss that has one pulls them towards. A
 * term that reads the parameters of the code's distribution is of codes with that distribution alone.
 */
export const priorOf = ({ terms, encoder: { distribution } }: Model): CodePrior | undefined =>
  terms.find(
    ({ built: { prior, needs }, coefficient }) =>
      prior !== undefined && coefficient !== 0 && (needs.includes('code') || prior.kind === distribution),
  )?.built.prior
