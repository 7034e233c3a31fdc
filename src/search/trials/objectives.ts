import type { Fallible, Fault } from '../../codec/index.ts'
import { nearest, settle, show } from '../../codec/index.ts'
import type { EpochLosses } from '../../training/index.ts'
import type { Candidate, Cost } from './candidate.ts'

/** What an objective is computed from: the losses of the weights that are kept, the costs, the time so far. */
export interface Measured {
  readonly losses: EpochLosses
  readonly cost: Cost
  readonly seconds: number
}

/** From what was measured to a number that is to be small; NaN where it is not known. */
export type Objective = (measured: Measured) => number

/** The objectives that every spec has. */
const general: Readonly<Record<string, Objective>> = {
  validation: ({ losses }) => losses.validation ?? Number.NaN,
  parameters: ({ cost }) => cost.parameters,
  code: ({ cost }) => cost.code,
  flops: ({ cost }) => cost.flops,
  bytes: ({ cost }) => cost.bytes,
  seconds: ({ seconds }) => seconds,
}

const termObjective =
  (term: string): Objective =>
  ({ losses }) =>
    losses.validationTerms?.[term] ?? Number.NaN

const unknown = (name: string, known: ReadonlyArray<string>): Fault => {
  const near = nearest(name, known)
  return {
    fault: 'unknown name',
    where: 'objective',
    expected: 'an objective',
    found: show(name),
    remedy: near === undefined ? `one of ${known.join(', ')}` : `did you mean ${show(near)}?`,
  }
}

const losesComparison: Fault = {
  fault: 'not comparable',
  where: 'objective',
  expected: 'an objective that means the same in all trials',
  found: 'the validation loss, while the loss is searched over',
  remedy: 'name a term that all losses have, such as --objective mse, or fix the loss',
}

/**
 * The objectives of these names: `validation` (the loss), terms of the loss by name (on validation rows, without their
 * weights), `parameters`, `code`, `flops`, `bytes`, `seconds`. The validation loss is refused where the loss itself varies.
 */
export const objectivesFor = (
  names: ReadonlyArray<string>,
  { model }: Candidate,
  variesLoss: boolean,
): Fallible<ReadonlyArray<Objective>> => {
  const terms = model.terms.map(({ name }) => name)
  const known = [...Object.keys(general), ...terms]
  const faults = [
    ...names.filter((name) => !known.includes(name)).map((name) => unknown(name, known)),
    ...(variesLoss && names.includes('validation') ? [losesComparison] : []),
  ]
  return settle(faults, () => names.map((name) => general[name] ?? termObjective(name)))
}
