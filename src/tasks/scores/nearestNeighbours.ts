import * as Either from 'fp-ts/lib/Either.js'
import { choice, failure, integer, struct } from '../../codec/index.ts'
import type { Model } from '../../model/index.ts'
import type { Points } from '../../statistics/index.ts'
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

const pointsIn = (space: Space, rows: ScoreInput): Promise<Points> =>
  space === 'code' ? codePoints(rows) : rowPoints(rows)

const widthOf = (space: Space, { code, input }: Model): number => product(space === 'code' ? code : input)

/**
 * The mean distance of each point to its k nearest reference points. One at distance 0 is taken for the point itself and
 * left out once, so that a training row has the same score whenever it is scored.
 */
const meanDistances = (points: Points, reference: Points, k: number): Float64Array => {
  const { k: found, distances } = nearest(points, reference, Math.min(k + 1, reference.length))
  return Float64Array.from({ length: points.length }, (_, row) => {
    const own = distances.subarray(row * found, (row + 1) * found)
    const first = own[0] === 0 ? 1 : 0
    const others = own.subarray(first, Math.min(first + k, found))
    return others.reduce((sum, distance) => sum + distance, 0) / others.length
  })
}

const referenceOf = (tensors: Named<HostTensor>): Points => {
  const { shape, data } = NamedTensors.get(tensors, 'points')
  return { length: shape[0] ?? 0, width: shape[1] ?? 0, values: data }
}

const scorer =
  ({ k = defaultNeighbours, of: space = 'code' }: Settings) =>
  (tensors: Named<HostTensor>): Scorer => ({
    score: async (rows) => meanDistances(await pointsIn(space, rows), referenceOf(tensors), k),
  })

/**
 * The mean of the Euclidean distances to the k nearest training rows (Angiulli and Pizzuti 2002), in the code or in the
 * row as the model sees it. Of many training rows `rows` are kept, drawn at random. Invariant to rotations and shifts of
 * the space. A training row is no neighbour of itself: where a row is one that was kept, that one is left out.
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
        return Either.right({ tensors, training: meanDistances(all, kept, k) })
      },
      scorer: scorer(settings),
      check: (tensors, where) => tensorFaults(tensors, { points: [-1, widthOf(settings.of ?? 'code', model)] }, where),
    }),
})
