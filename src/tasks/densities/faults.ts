import type { Fault } from '../../codec/index.ts'
import type { CodeDistribution } from '../../layers/index.ts'
import type { Model } from '../../model/index.ts'

const descriptions: Readonly<Record<Exclude<CodeDistribution, 'gaussian'>, string>> = {
  bernoulli: 'a Bernoulli code, whose entries are 0 or 1',
  categorical: 'a categorical code, of one-hot groups',
  spherical: 'a hyperspherical code, of unit vectors',
  quantised: 'a quantised code, of finitely many vectors',
}

/** Why a density of all real codes is none for a model, if it is none. */
export const realCodeFault = ({ encoder: { distribution } }: Model, where: string): Fault | undefined => {
  if (distribution === undefined || distribution === 'gaussian') return undefined
  return {
    fault: 'wrong model',
    where,
    expected: 'a code whose entries may be any numbers',
    found: descriptions[distribution],
    remedy: distribution === 'quantised' ? 'take the density "empirical"' : 'take the density "prior" or "empirical"',
  }
}
