import * as Either from 'fp-ts/lib/Either.js'
import { pipe } from 'fp-ts/lib/function.js'
import type { Fallible } from '../../codec/index.ts'
import { counted, failure } from '../../codec/index.ts'
import type { Dataset } from '../../data/index.ts'
import { select } from '../../data/index.ts'
import type { Stream } from '../../random/index.ts'
import { path, permutation, stream } from '../../random/index.ts'
import type { IntrinsicDimension, Points } from '../../statistics/index.ts'
import {
  countFor,
  distinctRows,
  maximumLikelihoodDimension,
  momentsOf,
  nearestNeighbours,
  neighbourGroups,
  pointsOf,
  quantile,
  twoNN,
  varianceShares,
} from '../../statistics/index.ts'

/** How many directions rows vary in, from several sides. */
export interface Dimensions {
  readonly twoNN: IntrinsicDimension
  readonly maximumLikelihood: IntrinsicDimension
  /** The maximum-likelihood estimate where every column is shuffled: as if the columns had nothing to do with each other. */
  readonly shuffled: IntrinsicDimension
  /** TwoNN of fewer and fewer of the rows: it stays where rows lie on a manifold, and falls where small scales are noise. */
  readonly byScale: ReadonlyArray<{ readonly points: number; readonly dimension: number }>
}

/** A row that is far from the mean, with its share of the variance. */
export interface Outlier {
  readonly row: number
  readonly share: number
}

/** What rows show of the two assumptions of an autoencoder: that they fit a space of fewer dimensions, and that it is continuous. */
export interface LatentSpace {
  readonly rows: number
  /** How many rows were compared with each other, drawn at random. */
  readonly sampled: number
  /** The entries of a row, and the columns among them that are the same in all rows. */
  readonly columns: number
  readonly constants: ReadonlyArray<number>
  /** How many of the sampled rows equal another one. */
  readonly duplicates: number
  /** How many principal components hold 90, 95 and 99 % of the variance. */
  readonly components: { readonly 90: number; readonly 95: number; readonly 99: number }
  /** The share of the variance of each component, the greatest first, at most 50. */
  readonly spectrum: ReadonlyArray<number>
  readonly dimensions: Dimensions
  /** The parts that rows fall into where each is joined to its ten nearest neighbours, as shares; those of 1 % or more. */
  readonly groups: ReadonlyArray<number>
  /** How far the nearest neighbour is, as a part of what it would be if the columns were shuffled; medians. */
  readonly nearness: number
  /** The share of the variance that the 1 % of the rows have that are farthest from the mean, and the first of them. */
  readonly outliers: { readonly share: number; readonly first: ReadonlyArray<Outlier> }
}

export interface LatentSpaceOptions {
  /** At most so many rows are compared with each other; 2,000 by default. */
  readonly sample?: number
  /** The seed of the sample and of shuffles; 0 by default. */
  readonly seed?: number
}

const fewestRows = 50
const neighbourCount = 10
const smallestGroup = 0.01
const mostShares = 50

/** From this width on, principal components are found through fewer rows. */
const wide = 1024
const rowsOfWide = 500

const pointsIn = ({ length, sizes, values }: Dataset): Points => pointsOf({ shape: [length, ...sizes], data: values })

/** Points of which every column is in an order of its own. */
const shuffled = ({ length, width, values }: Points, seed: Stream): Points => {
  const out = new Float64Array(values.length)
  for (let j = 0; j < width; j++)
    permutation(path(seed, 'shuffle', j), length).forEach((row, i) => {
      out[i * width + j] = values[row * width + j] ?? 0
    })
  return { length, width, values: out }
}

const dimensionsOf = (points: Points, others: Points, seed: number): Fallible<Dimensions> =>
  pipe(
    Either.Do,
    Either.bind('twoNN', () => twoNN(points, { seed })),
    Either.bind('maximumLikelihood', () => maximumLikelihoodDimension(points, { seed })),
    Either.bind('shuffled', () => maximumLikelihoodDimension(others, { seed })),
    Either.map((all) => ({
      ...all,
      byScale: [1, 2, 4].flatMap((part) => {
        const estimate = twoNN(points, { seed, sample: Math.floor(points.length / part) })
        return Either.isLeft(estimate) ? [] : [{ points: estimate.right.points, dimension: estimate.right.dimension }]
      }),
    })),
  )

/** The columns that are the same in all rows. */
const constantsOf = ({ length, width, values }: Points): ReadonlyArray<number> =>
  Array.from({ length: width }, (_, j) => j).filter((j) => {
    for (let i = 1; i < length; i++) if (values[i * width + j] !== values[j]) return false
    return true
  })

/** The squared distance of every row from the mean, as a share of the sum. */
const varianceOfRows = (points: Points): ReadonlyArray<Outlier> => {
  const { means } = momentsOf(points)
  const { length, width, values } = points
  const squares = Float64Array.from({ length }, (_, i) => {
    let sum = 0
    for (let j = 0; j < width; j++) sum += ((values[i * width + j] ?? 0) - (means[j] ?? 0)) ** 2
    return sum
  })
  const total = squares.reduce((a, b) => a + b, 0)
  return [...squares]
    .map((square, row) => ({ row, share: total === 0 ? 0 : square / total }))
    .toSorted((a, b) => b.share - a.share)
}

const outliersOf = (data: Dataset): LatentSpace['outliers'] => {
  const rows = varianceOfRows(pointsIn(data))
  const first = rows.slice(0, Math.max(1, Math.round(0.01 * data.length)))
  return { share: first.reduce((sum, { share }) => sum + share, 0), first: first.slice(0, 5) }
}

const nearestMedian = (points: Points): number =>
  quantile(nearestNeighbours(points, points, 1, { excludeSelf: true }).distances.toSorted(), 0.5)

const tooFew = (found: string): Fallible<never> =>
  failure({
    fault: 'too few rows',
    where: 'data',
    expected: `at least ${fewestRows} rows that differ`,
    found,
    remedy: 'take more rows',
  })

const componentsOf = (data: Dataset): Pick<LatentSpace, 'components' | 'spectrum'> => {
  const few = data.values.length / data.length > wide && data.length > rowsOfWide
  const shares = varianceShares(
    few
      ? select(
          data,
          Uint32Array.from({ length: rowsOfWide }, (_, i) => i),
        )
      : data,
  )
  return {
    components: { 90: countFor(shares, 0.9), 95: countFor(shares, 0.95), 99: countFor(shares, 0.99) },
    spectrum: Array.from(shares).slice(0, mostShares),
  }
}

/**
 * What rows show of the assumptions that an autoencoder makes of them. The rows are such as a model sees, of one scale; a missing
 * entry counts as the 0 that is there. At most 2,000 are compared, drawn at random.
 */
export const latentSpaceOf = (
  data: Dataset,
  { sample = 2000, seed = 0 }: LatentSpaceOptions = {},
): Fallible<LatentSpace> => {
  const from = path(stream(seed), 'latent space')
  const chosen = permutation(path(from, 'rows'), data.length).slice(0, sample)
  const some = select(data, chosen)
  const all = pointsIn(some)
  const distinct = select(some, distinctRows(all))
  if (distinct.length < fewestRows) return tooFew(counted(distinct.length, 'row'))
  const points = pointsIn(distinct)
  const others = shuffled(points, from)
  return pipe(
    dimensionsOf(points, others, seed),
    Either.map((dimensions) => ({
      rows: data.length,
      sampled: some.length,
      columns: all.width,
      constants: constantsOf(pointsIn(data)),
      duplicates: some.length - distinct.length,
      ...componentsOf(some),
      dimensions,
      groups: neighbourGroups(points, neighbourCount)
        .map((size) => size / points.length)
        .filter((share) => share >= smallestGroup),
      nearness: nearestMedian(points) / nearestMedian(others),
      outliers: outliersOf(data),
    })),
  )
}
