import { boundFault } from '../../model/index.ts'
import type { Model } from '../../model/index.ts'
import type { Need } from './metric.ts'
import type { MetricSubject } from './subject.ts'

/** Why the reconstruction terms are no log-likelihood, if they are none. */
const likelihoodObstacle = ({ terms }: Model): string | undefined => {
  const compared = terms.filter(({ built, coefficient }) => built.rows !== undefined && coefficient !== 0)
  if (compared.length === 0) return 'the loss has no reconstruction term'
  const odd = compared.find(({ built }) => !built.isLikelihood)
  return odd === undefined ? undefined : `${odd.name} is no log-likelihood: take sums over the entries, summed(…)`
}

/** Why each need is not met, if it is not. */
const obstacles: Readonly<Record<Need, (subject: MetricSubject) => string | undefined>> = {
  'training rows': ({ training }) => (training === undefined ? 'it needs the training rows' : undefined),
  labels: ({ labels }) => (labels === undefined ? 'it needs labels: name their column, --label COLUMN' : undefined),
  'labels of training rows': ({ training }) =>
    training?.rows.labels === undefined ? 'it needs training rows with labels' : undefined,
  factors: ({ factors = [] }) =>
    factors.length === 0 ? 'it needs factors: name their columns, --factors COLUMNS' : undefined,
  'a bound': ({ rows: { model } }) => {
    const fault = boundFault(model)
    return fault === undefined ? undefined : `it needs ${fault.expected}`
  },
  'a likelihood': ({ rows: { model } }) => likelihoodObstacle(model),
  samples: ({ samples }) =>
    samples === undefined ? 'the code has no prior to sample from: end the encoder with gaussian(…)' : undefined,
  'a downstream loss': ({ downstream }) =>
    downstream === undefined
      ? 'it needs the loss of the model that activations come from: downstream, in code'
      : undefined,
}

/** Why a metric cannot be computed of a subject, if it cannot. */
export const unmet = (needs: ReadonlyArray<Need> = [], subject: MetricSubject): string | undefined =>
  needs.map((need) => obstacles[need](subject)).find((reason) => reason !== undefined)
