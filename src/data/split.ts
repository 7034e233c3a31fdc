import type { Stream } from '../random/index.ts'
import { permutation } from '../random/index.ts'
import type { Numbers } from './chunk.ts'
import type { Dataset } from './dataset.ts'
import { select } from './dataset.ts'

/** Shares of the rows that are kept back; the rest is trained on. */
export interface Split {
  readonly validation?: number
  readonly test?: number
  /** For the scores that thresholds come from: rows that neither train the model nor stop its training. */
  readonly calibration?: number
}

export interface Parts<Values extends Numbers = Float32Array> {
  readonly train: Dataset<Values>
  readonly validation: Dataset<Values>
  readonly test: Dataset<Values>
  /** Absent where no rows are held out for it. */
  readonly calibration?: Dataset<Values>
}

/** How many rows a share is: the nearest whole number. */
const countOf = (share: number, rows: number): number => Math.round(share * rows)

/** The numbers of the rows of each part, rising. */
export interface SplitRows {
  readonly train: Uint32Array
  readonly validation: Uint32Array
  readonly test: Uint32Array
  readonly calibration: Uint32Array
}

/**
 * Rows in the order of time: the last are for test, those before them for validation, and so many rows at the end of a part
 * are left out that reach into the next.
 */
export interface InOrder {
  readonly gap: number
}

const isInOrder = (by: Stream | InOrder): by is InOrder => 'gap' in by

/** The order in which rows are taken for the parts, those of training last. */
const orderOf = (by: Stream | InOrder, length: number): Uint32Array =>
  isInOrder(by) ? Uint32Array.from({ length }, (_, i) => length - 1 - i) : permutation(by, length)

/** Which rows are in which part. Where a test set is given, none is taken for it. */
export const splitRows = (
  by: Stream | InOrder,
  length: number,
  { validation = 0, test = 0, calibration = 0 }: Split,
  isTestGiven: boolean,
): SplitRows => {
  const order = orderOf(by, length)
  const gap = isInOrder(by) ? by.gap : 0
  const tested = isTestGiven ? 0 : countOf(test, length)
  const calibratedFrom = tested + countOf(validation, length)
  const calibrated = countOf(calibration, length)
  // Behind the first part there is another, into which the last rows before it reach.
  const rows = (from: number, to: number): Uint32Array => order.slice(from === 0 ? 0 : from + gap, to).toSorted()
  return {
    test: rows(0, tested),
    validation: rows(tested, calibratedFrom),
    calibration: rows(calibratedFrom, calibratedFrom + calibrated),
    train: rows(calibratedFrom + calibrated, length),
  }
}

/**
 * Random parts that together are the whole, or parts in the order of time. Within each part the rows keep their order. Where a test set is given,
 * as with MNIST, nothing is taken from the training rows for it. `remaining` takes the training rows when all others are
 * taken: `compact`, where nobody else needs the data.
 */
export const split = <Values extends Numbers>(
  by: Stream | InOrder,
  data: Dataset<Values>,
  shares: Split,
  given?: Dataset<Values>,
  remaining: typeof select = select,
): Parts<Values> => {
  const rows = splitRows(by, data.length, shares, given !== undefined)
  return {
    test: given ?? select(data, rows.test),
    validation: select(data, rows.validation),
    ...(rows.calibration.length === 0 ? {} : { calibration: select(data, rows.calibration) }),
    train: remaining(data, rows.train),
  }
}
