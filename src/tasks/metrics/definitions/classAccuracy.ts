import { describe, integer, number, struct } from '../../../codec/index.ts'
import { fitLinearProbe, neighbourVote, probeClasses } from '../../../statistics/index.ts'
import type { LabelledCodes } from '../classes.ts'
import { hits, labelledCodes, labelledTraining, standardisedBoth } from '../classes.ts'
import { ratioOf } from '../errors.ts'
import type { Measured, Need } from '../metric.ts'
import { defineMetric } from '../metric.ts'
import type { MetricSubject } from '../subject.ts'

const needs: ReadonlyArray<Need> = ['labels', 'training rows', 'labels of training rows']

/** The share of rows that get their class, against always saying the class that most of the rows have. */
const accuracy = async (
  subject: MetricSubject,
  most: { readonly training: number; readonly rows: number },
  classify: (training: LabelledCodes, rows: LabelledCodes) => ReadonlyArray<string>,
): Promise<Measured> => {
  const training = await labelledTraining(subject, most.training)
  if ('undefined' in training) return training
  const rows = await labelledCodes(subject, most.rows)
  if ('undefined' in rows) return rows
  const right = hits(classify(training, rows), rows.labels)
  const counts = new Map<string, number>()
  for (const label of rows.labels) counts.set(label, (counts.get(label) ?? 0) + 1)
  return {
    value: ratioOf(right),
    rows: right,
    beside: { name: 'most frequent class', value: Math.max(...counts.values()) / rows.labels.length },
  }
}

/** How often the class is that of most of the k nearest codes among the training rows. */
export const knnAccuracy = defineMetric({
  name: 'knnAccuracy',
  title: 'kNN accuracy',
  group: 'code',
  better: 'high',
  isQuick: true,
  needs,
  summary: 'kNN accuracy: how often the nearest training codes tell the label of a row.',
  codec: struct({}, { neighbours: describe(integer({ minimum: 1 }), 'how many neighbours vote; 5 by default') }),
  compute: (subject, { neighbours = 5 }) =>
    accuracy(subject, { training: 5000, rows: 2000 }, (training, rows) =>
      neighbourVote(rows.codes, training.codes, training.labels, neighbours),
    ),
})

/** How often multinomial logistic regression on the standardised training codes tells the label (Alain and Bengio 2017). */
export const probeAccuracy = defineMetric({
  name: 'probeAccuracy',
  title: 'linear-probe accuracy',
  group: 'code',
  better: 'high',
  isQuick: true,
  needs,
  summary: 'Linear-probe accuracy: how often a linear classifier of codes tells the label of a row.',
  codec: struct(
    {},
    { C: describe(number({ exclusiveMinimum: 0 }), 'the inverse strength of the L2 penalty; 1 by default') },
  ),
  compute: (subject, { C = 1 }) =>
    accuracy(subject, { training: 2000, rows: 5000 }, (training, rows) => {
      const [first, second] = standardisedBoth(training.codes, rows.codes)
      return probeClasses(fitLinearProbe(first, training.labels, C), second)
    }),
})
