import type { Model } from '../model/index.ts'
import { product, sameShape } from '../tensor/shape.ts'
import type { ScoreSpec } from '../tasks/index.ts'

/** What models are scored by that have no other score. */
export const reconstructionScore: ScoreSpec = { score: 'reconstruction' }

/** Rows of more entries than this, such as images, are no table: comparing them takes longer than training. */
const widest = 256
/** About how many numbers of training rows are kept. */
const mostNumbers = 2 ** 20

/** The score that finds most anomalies in tables of so many columns. */
export const tableScore = (width: number): ScoreSpec => ({
  score: 'ensemble',
  scores: [
    { score: 'residualCovariance' },
    {
      score: 'nearestNeighbours',
      k: 3,
      of: 'row',
      rows: Math.min(4096, Math.max(256, Math.floor(mostNumbers / width))),
    },
  ],
  weights: [1, 2],
})

/**
 * The score of a model whose spec names none. Of a table, vectors that are reconstructed, it is the mean surprise of the
 * residual by its covariance and, twice, of the distance to the nearest training rows, which finds more anomalies in more
 * tables than each of them (docs/anomalies.md); of anything else the reconstruction error.
 */
export const defaultScore = ({ input, target, encoder, condition }: Model): ScoreSpec => {
  const width = product(input)
  const isTable =
    input.length === 1 &&
    sameShape(input, target) &&
    width <= widest &&
    encoder.indices === undefined &&
    condition === undefined
  return isTable ? tableScore(width) : reconstructionScore
}
