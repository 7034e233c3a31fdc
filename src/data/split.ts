import type { Stream } from '../random/index.ts'
import { permutation } from '../random/index.ts'
import type { Numbers } from './chunk.ts'
import type { Dataset } from './dataset.ts'
import { select } from './dataset.ts'

/** Shares of the rows that are kept back; the rest is trained on. */
export interface Split {
  readonly validation?: number
  readonly test?: number
}

export interface Parts<Values extends Numbers = Float32Array> {
  readonly train: Dataset<Values>
  readonly validation: Dataset<Values>
  readonly test: Dataset<Values>
}

/** How many rows a share is: the nearest whole number. */
const countOf = (share: number, rows: number): number => Math.round(share * rows)

/**
 * Random parts that together are the whole. Within each part the rows keep their order. Where a test set is given,
 * as with MNIST, nothing is taken from the training rows for it. `remaining` takes the training rows when all others are
 * taken: `compact`, where nobody else needs the data.
 */
export const split = <Values extends Numbers>(
  stream: Stream,
  data: Dataset<Values>,
  { validation = 0, test = 0 }: Split,
  given?: Dataset<Values>,
  remaining: typeof select = select,
): Parts<Values> => {
  const order = permutation(stream, data.length)
  const tested = given === undefined ? countOf(test, data.length) : 0
  const validated = countOf(validation, data.length)
  const rows = (from: number, to: number): Uint32Array => order.slice(from, to).toSorted()
  return {
    test: given ?? select(data, rows(0, tested)),
    validation: select(data, rows(tested, tested + validated)),
    train: remaining(data, rows(tested + validated, data.length)),
  }
}
