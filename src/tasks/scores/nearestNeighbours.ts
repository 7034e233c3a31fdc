import * as Either from 'fp-ts/lib/Either.js'
import { choice, failure, integer, struct } from '../../codec/index.ts'
import type { Model } from '../../model/index.ts'
import type { Neighbours, Points } from '../../statistics/index.ts'
import { nearestNeighbours as nearest } from '../../statistics/index.ts'
import type { HostTensor } from '../../tensor/host.ts'
import type { Named } from '../../tensor/named.ts'
import * as NamedTensors from '../../tensor/named.ts'
import { product } from '../../tensor/shape.ts'
import { codePoints, rowPoints } from './points.ts'
import { pointsAt, sampleRows } from './sampleRows.ts'
import type { ScoreInput, Scorer } from './score.ts'
import { defineScore } from './score.ts'
import { tensorFaults } from './tensorFaults.ts'

/** What neighbours are near in: the code, or the row as the model sees it. */
type Space = 'code' | 'row'

interface Settings {
  readonly k?: number
  readonly of?: Space
  readonly rows?: number
}

const defaultNeighbours = 5
const defaultRows = 4096

/** The mean distance of every point; those that are kept are no neighbours of themselves. */
const trainingDistances = (all: Points, rows: Uint32Array, kept: Points, k: number): Float64Array => {
  const distances = meanDistances(nearest(all, kept, k))
  meanDistances(nearest(kept, kept, k, { excludeSelf: true })).forEach((distance, i) => {
    distances[rows[i] ?? 0] = distance
  })
  return distances
}

const pointsIn = (space: Space, rows: ScoreInput): Promise<Points> =>
  space === 'code' ? codePoints(rows) : rowPoints(rows)

const widthOf = (space: Space, { code, input }: Model): number => product(space === 'code' ? code : input)

/** The mean of the distances to the neighbours of each point. */
const meanDistances = ({ length, k, distances }: Neighbours): Float64Array =>
  Float64Array.from({ length }, (_, row) => {
    let sum = 0
    for (let i = 0; i < k; i++) sum += distances[row * k + i] ?? 0
    return sum / k
  })

const referenceOf = (tensors: Named<HostTensor>): Points => {
  const { shape, data } = NamedTensors.get(tensors, 'points')
  return { length: shape[0] ?? 0, width: shape[1] ?? 0, values: data }
}

const scorer =
  ({ k = defaultNeighbours, of: space = 'code' }: Settings) =>
  (tensors: Named<HostTensor>): Scorer => ({
    score: async (rows) => meanDistances(nearest(await pointsIn(space, rows), referenceOf(tensors), k)),
  })

/**
 * The mean of the Euclidean distances to the k nearest training rows (Angiulli and Pizzuti 2002), in the code or in the
 * row as the model sees it. Of many training rows `rows` are kept, drawn at random. Invariant to rotations and shifts of
 * the space. A training row is no neighbour of itself.
 */
export const nearestNeighbours = defineScore({
  name: 'nearestNeighbours',
  summary: 'k nearest neighbours: the mean distance to the nearest training rows, in the code or in the row.',
  codec: () =>
    struct(
      {},
      {
        k: integer({ minimum: 1, maximum: 1000 }),
        of: choice('code', 'row'),
        rows: integer({ minimum: 2, maximum: 1_000_000 }),
      },
    ),
  build: (settings, model) =>
    Either.right({
      fit: async (training, where) => {
        const { k = defaultNeighbours, of: space = 'code', rows = defaultRows } = settings
        const all = await pointsIn(space, training)
        if (all.length < 2)
          return failure({
            fault: 'too few rows',
            where,
            expected: 'at least 2 training rows',
            found: String(all.length),
          })
        const places = sampleRows(all.length, rows)
        const kept = pointsAt(all, places)
        const tensors = { points: { shape: [kept.length, kept.width], data: kept.values } }
        return Either.right({ tensors, training: trainingDistances(all, places, kept, k) })
      },
      scorer: scorer(settings),
      check: (tensors, where) => tensorFaults(tensors, { points: [-1, widthOf(settings.of ?? 'code', model)] }, where),
    }),
})
