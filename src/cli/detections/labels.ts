import * as Either from 'fp-ts/lib/Either.js'
import type { Fallible } from '../../codec/index.ts'
import { failure, show } from '../../codec/index.ts'
import type { RawDataset } from '../../data/index.ts'

export interface LabelValues {
  readonly label: string | undefined
  readonly anomaly: string | undefined
}

const maxLabels = 8

const listed = (labels: ReadonlyArray<string>): string =>
  `${labels.slice(0, maxLabels).map(show).join(', ')}${labels.length > maxLabels ? ', …' : ''}`

/** Which rows are anomalies by their labels, where a column of labels is named: two classes, or one class and all others. */
export const anomalousOf = (
  { labels }: RawDataset,
  { label, anomaly }: LabelValues,
): Fallible<ReadonlyArray<boolean> | undefined> => {
  if (label === undefined || labels === undefined) return Either.right(undefined)
  const different = [...new Set(labels)]
  const where = `column "${label}"`
  if (anomaly === undefined && different.length > 2)
    return failure({
      fault: 'wrong labels',
      where,
      expected: 'two labels, or the one of anomalies by --anomaly VALUE',
      found: `${different.length} different labels: ${listed(different)}`,
      remedy: 'name the label of anomalies with --anomaly VALUE; all others are normal',
    })
  const anomalous = labels.map((value) => value === (anomaly ?? '1'))
  if (anomalous.includes(true) && anomalous.includes(false)) return Either.right(anomalous)
  return failure({
    fault: 'one class',
    where,
    expected: `some rows labelled ${show(anomaly ?? '1')} and some not`,
    found: `only the labels ${listed(different)}`,
    remedy: 'name the label of anomalies with --anomaly VALUE',
  })
}
