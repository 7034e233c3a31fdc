import { describe, integer, struct } from '../../../codec/index.ts'
import { path } from '../../../random/index.ts'
import type { KMeans, Points } from '../../../statistics/index.ts'
import { adjustedRandIndex, kMeans, neighbourPurity } from '../../../statistics/index.ts'
import type { Stream } from '../../../random/index.ts'
import { labelledCodes } from '../classes.ts'
import { defineMetric } from '../metric.ts'

/** The share of each row's nearest codes that have its label. */
export const knnPurity = defineMetric({
  name: 'knnPurity',
  title: 'kNN purity',
  group: 'code',
  better: 'high',
  needs: ['labels'],
  summary: 'kNN purity: the share of the nearest codes of a row that have its label.',
  codec: struct({}, { neighbours: describe(integer({ minimum: 1 }), 'how many neighbours; 10 by default') }),
  compute: async (subject, { neighbours = 10 }) => {
    const rows = await labelledCodes(subject, 2000)
    if ('undefined' in rows) return rows
    if (rows.codes.length <= neighbours)
      return { undefined: `${neighbours} neighbours need more rows than ${rows.codes.length}` }
    return { value: neighbourPurity(rows.codes, rows.labels, neighbours), note: `${neighbours} neighbours` }
  },
})

/** The best of some starts of k-means. */
const bestClusters = (points: Points, k: number, seed: Stream, starts: number): KMeans =>
  Array.from({ length: starts }, (_, start) => kMeans(points, k, path(seed, 'clusters', start))).reduce((best, next) =>
    next.inertia < best.inertia ? next : best,
  )

/** The adjusted Rand index (Hubert and Arabie 1985) of the labels and of k-means on the codes, with a cluster for each class. */
export const clusterAgreement = defineMetric({
  name: 'clusterAgreement',
  title: 'adjusted Rand index',
  group: 'code',
  better: 'high',
  needs: ['labels'],
  summary: 'Adjusted Rand index of the labels and of k-means clusters of the codes.',
  codec: struct({}, { starts: describe(integer({ minimum: 1 }), 'how often k-means starts anew; 10 by default') }),
  compute: async (subject, { starts = 10 }) => {
    const rows = await labelledCodes(subject, 5000)
    if ('undefined' in rows) return rows
    const { nearest } = bestClusters(rows.codes, rows.classes, subject.seed, starts)
    return { value: adjustedRandIndex(nearest, rows.labels), note: `k-means, ${rows.classes} clusters` }
  },
})
