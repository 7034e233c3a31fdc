import { momentsOf, pointsOf } from '../../statistics/index.ts'
import type { Moments, Points } from '../../statistics/index.ts'
import type { Inference } from '../inference.ts'
import type { RowValues } from './metric.ts'
import type { MetricSubject } from './subject.ts'
import { rowsOfWidth } from './subject.ts'

/** Codes with the class of each. */
export interface LabelledCodes {
  readonly codes: Points
  readonly labels: ReadonlyArray<string>
  readonly classes: number
}

/** More classes than this are no classes but numbers or names. */
const maxClasses = 100

const labelled = async (inference: Inference): Promise<LabelledCodes> => {
  const labels = inference.rows.labels ?? []
  return { codes: pointsOf(await inference.codes()), labels, classes: new Set(labels).size }
}

/** Why labels are no classes to tell apart, if they are none. */
const obstacle = ({ classes, labels }: LabelledCodes, of: string): string | undefined => {
  if (classes === 1) return `all ${of} have one label`
  if (classes > maxClasses || 2 * classes > labels.length) return `the labels of ${of} are ${classes} different values`
  return undefined
}

/** The codes of evaluated rows with their labels, or why there are none to tell apart. */
export const labelledCodes = async (
  subject: MetricSubject,
  most: number,
): Promise<LabelledCodes | { readonly undefined: string }> => {
  const found = await labelled(subject.some(rowsOfWidth(subject.rows, most)))
  const reason = obstacle(found, 'rows')
  return reason === undefined ? found : { undefined: reason }
}

/** The same of training rows. */
export const labelledTraining = async (
  subject: MetricSubject,
  most: number,
): Promise<LabelledCodes | { readonly undefined: string }> => {
  const inference = subject.someTraining(rowsOfWidth(subject.rows, most))
  if (inference === undefined) return { undefined: 'it needs the training rows' }
  const found = await labelled(inference)
  const reason = obstacle(found, 'training rows')
  return reason === undefined ? found : { undefined: reason }
}

const scaledBy = (points: Points, { means, deviations }: Moments): Points => ({
  ...points,
  values: Float64Array.from(points.values, (value, at) => {
    const deviation = deviations[at % points.width] ?? 0
    return deviation > 0 ? (value - (means[at % points.width] ?? 0)) / deviation : 0
  }),
})

/** Two sets of codes, every entry standardised by the first. */
export const standardisedBoth = (first: Points, second: Points): readonly [Points, Points] => {
  const moments = momentsOf(first)
  return [scaledBy(first, moments), scaledBy(second, moments)]
}

/** 1 for each row whose class is right. */
export const hits = (found: ReadonlyArray<string>, labels: ReadonlyArray<string>): RowValues => ({
  sums: Float64Array.from(found, (name, i) => (name === labels[i] ? 1 : 0)),
})
