import type { Dataset } from '../data/index.ts'
import type { Stream } from '../random/index.ts'
import { path, permutation } from '../random/index.ts'
import { counted } from '../codec/index.ts'
import type { OutlierScore, Points } from '../statistics/index.ts'
import { fitBaselines } from '../statistics/index.ts'
import { product } from '../tensor/shape.ts'

/** Baselines are fitted on at most so many training rows, and on fewer where their distances would take more products. */
const [mostRows, fewestRows, mostProducts] = [5000, 256, 2e10]

const pointsIn = ({ length, sizes, values }: Dataset): Points => ({ length, width: product(sizes), values })

/** How many training rows the baselines are fitted on for so many rows. */
const fittedRows = (training: Points, rows: Points): number => {
  const affordable = Math.floor(mostProducts / Math.max(1, rows.length * rows.width))
  return Math.min(training.length, mostRows, Math.max(fewestRows, affordable))
}

const someOf = ({ length, width, values }: Points, count: number, seed: Stream): Points => {
  if (count === length) return { length, width, values }
  const chosen = permutation(path(seed, 'baselines'), length).slice(0, count).toSorted()
  const out = new Float64Array(count * width)
  chosen.forEach((row, i) => out.set(values.subarray(row * width, (row + 1) * width), i * width))
  return { length: count, width, values: out }
}

/** Rows are scored so many at a time, so that their standardised copies take little memory. */
const blockRows = 8192

/** The scores of points, block by block: a point's score does not depend on the others. */
const inBlocks = (score: OutlierScore, { length, width, values }: Points): Float64Array => {
  const out = new Float64Array(length)
  for (let start = 0; start < length; start += blockRows) {
    const stop = Math.min(length, start + blockRows)
    out.set(score({ length: stop - start, width, values: values.subarray(start * width, stop * width) }), start)
  }
  return out
}

/** What simple detectors make of rows, and what is to be said of how they were fitted. */
export interface BaselineScores {
  readonly scores: ReadonlyArray<{ readonly name: string; readonly scores: Float64Array }>
  readonly notices: ReadonlyArray<string>
}

/**
 * Scores rows by the detectors of `fitBaselines`, fitted on training rows, both as the model sees them. `components` is the
 * number of principal components: the entries of the code. Of more than 5,000 training rows, or fewer where the rows are
 * many, a random sample is taken.
 */
export const baselineScores = (training: Dataset, rows: Dataset, components: number, seed: Stream): BaselineScores => {
  const [all, scored] = [pointsIn(training), pointsIn(rows)]
  const count = fittedRows(all, scored)
  const fitted = fitBaselines(someOf(all, count, seed), components, seed)
  return {
    scores: fitted.map(({ name, score }) => ({ name, scores: inBlocks(score, scored) })),
    notices:
      count === all.length
        ? []
        : [
            `the baselines are fitted on ${counted(count, 'row')} of ${counted(all.length, 'training row')}, drawn at random`,
          ],
  }
}
