import { describe, integer, struct } from '../../../codec/index.ts'
import { frechetDistance, precisionRecall } from '../../../statistics/index.ts'
import { featuresOf } from '../features.ts'
import type { Measured } from '../metric.ts'
import { defineMetric } from '../metric.ts'
import type { MetricSubject } from '../subject.ts'

/**
 * The Fréchet distance of generated rows and rows, taken as Gaussian, in the first 32 principal components of the rows
 * (Heusel et al. 2017, with PCA in place of a classifier's features); beside it that of training rows, which no sample beats.
 */
export const frechet = defineMetric({
  name: 'frechet',
  title: 'Fréchet distance of samples',
  group: 'generation',
  better: 'low',
  needs: ['samples'],
  summary: 'Fréchet distance of generated rows and data, in PCA features.',
  codec: struct({}, { components: describe(integer({ minimum: 1 }), 'principal components; 32 by default') }),
  compute: async (subject, { components = 32 }) => {
    const features = await featuresOf(subject, 2000, components)
    if ('undefined' in features) return features
    const { rows, samples, training } = features
    return {
      value: frechetDistance(rows, samples),
      note: `${samples.length} samples, ${rows.width} components`,
      ...(training === undefined ? {} : { beside: { name: 'training rows', value: frechetDistance(rows, training) } }),
    }
  },
})

const neighbours = {
  neighbours: describe(integer({ minimum: 1 }), 'how far a set reaches: to its k-th neighbour; 3 by default'),
}

const covered = async (subject: MetricSubject, k: number, part: 'precision' | 'recall'): Promise<Measured> => {
  const features = await featuresOf(subject, 1000)
  if ('undefined' in features) return features
  const { rows, samples, training } = features
  return {
    value: precisionRecall(rows, samples, k)[part],
    ...(training === undefined
      ? {}
      : { beside: { name: 'training rows', value: precisionRecall(rows, training, k)[part] } }),
  }
}

/** The share of generated rows that lie among the rows (Kynkäänniemi et al. 2019), in PCA features. */
export const samplePrecision = defineMetric({
  name: 'samplePrecision',
  title: 'precision of samples',
  group: 'generation',
  better: 'high',
  needs: ['samples'],
  summary: 'Precision of samples: the share of generated rows that lie among the data.',
  codec: struct({}, neighbours),
  compute: (subject, { neighbours: k = 3 }) => covered(subject, k, 'precision'),
})

/** The share of rows that lie among the generated rows (Kynkäänniemi et al. 2019), in PCA features. */
export const sampleRecall = defineMetric({
  name: 'sampleRecall',
  title: 'recall of samples',
  group: 'generation',
  better: 'high',
  needs: ['samples'],
  summary: 'Recall of samples: the share of the data that lies among generated rows.',
  codec: struct({}, neighbours),
  compute: (subject, { neighbours: k = 3 }) => covered(subject, k, 'recall'),
})
