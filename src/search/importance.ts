import { parzen } from './samplers/parzen.ts'
import type { Hyperparameter } from './space/hyperparameter.ts'
import type { Trial } from './trials/trial.ts'
import { ranked } from './trials/trial.ts'

/** How much of what tells good trials from others is in a hyperparameter; all shares add up to 1. */
export interface Importance {
  readonly name: string
  readonly share: number
}

/** The share of trials that count as good. */
const goodShare = 0.25

/** Fewer trials say nothing. */
export const fewestForImportance = 12

const mostCells = 64

/** ∫ p (q/p − 1)² for the density p of a hyperparameter among all trials and q among the good ones. */
const divergence = (one: Hyperparameter, good: ReadonlyArray<Trial>, all: ReadonlyArray<Trial>): number => {
  const has = ({ values }: Trial): boolean => one.name in values
  const [q, p] = [good, all].map((trials) =>
    parzen(
      [one],
      trials.filter(has).map(({ values }) => values),
    ),
  )
  if (p === undefined || q === undefined) return 0
  const { levels = mostCells, at, cell } = one.distribution
  const cells = Math.min(levels, mostCells)
  let sum = 0
  for (let i = 0; i < cells; i++) {
    const value = at((i + 0.5) / cells)
    const [low, high] = cell(value)
    const [inAll, inGood] = [p, q].map((density) => Math.exp(density.logDensity({ [one.name]: value })))
    // The mass of a discrete value, as a density over the part of [0, 1] that it has.
    const width = low < high ? high - low : 1
    if (inAll !== undefined && inGood !== undefined) sum += (inAll / width) * (inGood / inAll - 1) ** 2
  }
  return sum / cells
}

/**
 * The importance of each hyperparameter by PED-ANOVA (Watanabe, Bansal and Hutter 2023, equation 16): the Pearson divergence
 * between its density among the best quarter of the trials and that among all. A hyperparameter is important where good
 * trials have other values than the rest; how the effects of several depend on each other is not seen. The most important first; empty for fewer than 12 trials.
 */
export const importances = (
  hyperparameters: ReadonlyArray<Hyperparameter>,
  trials: ReadonlyArray<Trial>,
): ReadonlyArray<Importance> => {
  const all = ranked(trials).filter(({ status }) => status !== 'failed')
  if (all.length < fewestForImportance) return []
  const good = all.slice(0, Math.max(2, Math.round(goodShare * all.length)))
  const raw = hyperparameters.map((one) => ({ name: one.name, value: divergence(one, good, all) }))
  const total = raw.reduce((sum, { value }) => sum + value, 0)
  return raw
    .map(({ name, value }) => ({ name, share: total > 0 ? value / total : 1 / raw.length }))
    .toSorted((a, b) => b.share - a.share)
}
