import { checksum } from '../../../data/checksum.ts'
import { nearestNeighbours, pcaReconstruction, pointAt, quantile } from '../../../statistics/index.ts'
import type { Points } from '../../../statistics/index.ts'
import { product, sameShape } from '../../../tensor/shape.ts'
import { standardisedBoth } from '../classes.ts'
import { describe, number, struct } from '../../../codec/index.ts'
import { ratioOf } from '../errors.ts'
import type { Inference } from '../../inference.ts'
import { defineMetric } from '../metric.ts'

const pointsOfRows = ({ rows }: Inference): Points => ({
  length: rows.length,
  width: product(rows.sizes),
  values: rows.values,
})

const isEqual = (a: Points['values'], b: Points['values']): boolean => a.every((value, i) => Object.is(value, b[i]))

/** A test whether a point is one of others to the last bit: those of its checksum are compared. */
const membership = (points: Points): ((point: Points['values']) => boolean) => {
  const rows = new Map<string, Array<number>>()
  for (let row = 0; row < points.length; row++) {
    const key = checksum([pointAt(points, row)])
    const same = rows.get(key)
    if (same === undefined) rows.set(key, [row])
    else same.push(row)
  }
  return (point) => (rows.get(checksum([point])) ?? []).some((row) => isEqual(point, pointAt(points, row)))
}

/** The share of rows that are training rows to the last bit, as the model sees them. */
export const duplicates = defineMetric({
  name: 'duplicates',
  title: 'duplicates of training rows, share',
  group: 'data',
  better: 'low',
  isQuick: true,
  needs: ['training rows'],
  summary: 'Duplicates across the parts: the share of rows that the model was trained on.',
  compute: async ({ rows, training }) => {
    if (training === undefined) return { undefined: 'it needs the training rows' }
    const [own, known] = [pointsOfRows(rows), pointsOfRows(training)]
    if (own.width > 10_000) return { undefined: 'rows are wider than 10,000 entries' }
    const isKnown = membership(known)
    const sums = Float64Array.from({ length: own.length }, (_, row) => (isKnown(pointAt(own, row)) ? 1 : 0))
    return { value: ratioOf({ sums }), note: `${sums.reduce((a, b) => a + b, 0)} of ${own.length}` }
  },
})

/** The rows and the training rows that distances are computed between. */
const most = { rows: 500, training: 5000 }

/**
 * The share of rows that are much nearer to a training row than training rows are to each other: their nearest neighbour in
 * standardised columns is nearer than `factor` times the median of that distance among training rows. Exact ones count too.
 */
export const nearDuplicates = defineMetric({
  name: 'nearDuplicates',
  title: 'near-duplicates, share',
  group: 'data',
  better: 'low',
  needs: ['training rows'],
  summary: 'Near-duplicates across the parts: rows much nearer to a training row than training rows are to each other.',
  codec: struct(
    {},
    { factor: describe(number({ exclusiveMinimum: 0 }), 'how near, in usual distances; 0.1 by default') },
  ),
  compute: async (subject, { factor = 0.1 }) => {
    const training = subject.someTraining(most.training)
    const { rows } = subject
    if (training === undefined) return { undefined: 'it needs the training rows' }
    if (rows.rows.mask !== undefined) return { undefined: 'cells are missing, so that rows have no distances' }
    const [known, own] = standardisedBoth(pointsOfRows(training), pointsOfRows(subject.some(most.rows)))
    const some = { ...known, length: Math.min(known.length, most.rows) }
    const among = nearestNeighbours(some, known, 1, { excludeSelf: true })
    const apart = among.distances.filter((distance) => distance > 0).toSorted()
    if (apart.length === 0) return { undefined: 'all training rows are equal' }
    const limit = factor * quantile(apart, 0.5)
    const { distances } = nearestNeighbours(own, known, 1)
    const sums = Float64Array.from(distances, (distance) => (distance < limit ? 1 : 0))
    return { value: ratioOf({ sums }), note: `${own.length} rows beside ${known.length} training rows` }
  },
})

const squaredDistance = (a: ArrayLike<number>, b: ArrayLike<number>, row: number, width: number): number => {
  let sum = 0
  for (let j = row * width; j < (row + 1) * width; j++) sum += ((a[j] ?? 0) - (b[j] ?? 0)) ** 2
  return sum
}

/** 1 for each row whose output is nearer to some training row than to the row itself, in standardised columns. */
const nearerToTraining = (training: Inference, rows: Inference, output: ArrayLike<number>): Float64Array => {
  const [known, own] = standardisedBoth(pointsOfRows(training), pointsOfRows(rows))
  const [, made] = standardisedBoth(pointsOfRows(training), { ...own, values: Float64Array.from(output) })
  const { distances } = nearestNeighbours(made, known, 1)
  return Float64Array.from(distances, (distance, row) =>
    distance ** 2 < squaredDistance(made.values, own.values, row, own.width) ? 1 : 0,
  )
}

/**
 * The share of rows whose output is nearer to some training row than to the row itself, in standardised columns: the nearest
 * neighbour test of Carlini et al. (2023, section 3), on outputs. A model that blurs rows is above 0 without having learnt rows by
 * heart: beside it is the share of PCA.
 */
export const memorisation = defineMetric({
  name: 'memorisation',
  title: 'outputs nearer to a training row',
  group: 'data',
  better: 'low',
  needs: ['training rows'],
  summary: 'Memorisation: the share of rows whose output is nearer to a training row than to the row itself.',
  compute: async (subject) => {
    const training = subject.someTraining(most.training)
    const chosen = subject.some(most.rows)
    const { model, rows } = chosen
    if (training === undefined) return { undefined: 'it needs the training rows' }
    if (rows.mask !== undefined) return { undefined: 'cells are missing, so that rows have no distances' }
    if (!sameShape(model.target, model.input) || rows.target !== undefined)
      return { undefined: 'the target is not the input' }
    const pca = subject.pca()
    const sums = nearerToTraining(training, chosen, (await chosen.output()).data)
    const beside =
      'withoutPca' in pca
        ? {}
        : {
            beside: {
              name: 'PCA',
              value: ratioOf({ sums: nearerToTraining(training, chosen, pcaReconstruction(pca, rows)) }),
            },
          }
    return {
      value: ratioOf({ sums }),
      rows: { sums },
      ...beside,
      note: `${rows.length} rows beside ${training.rows.length} training rows`,
    }
  },
})
