import type { Dataset, SparseRows } from '../data/index.ts'
import { between, denseRows } from '../data/index.ts'
import type { HostTensor } from '../tensor/host.ts'
import type { HostWeights, InferenceMethod, Session } from '../engines/index.ts'
import * as Named from '../tensor/named.ts'
import { product } from '../tensor/shape.ts'
import { rowsOf } from './batches.ts'
import { isSparse } from './trainingRows.ts'

/** Splits a data set into consecutive parts of `size` rows, without copying them; sparse rows become dense part by part. */
export function* partsOf(data: Dataset | SparseRows, size: number): Generator<Dataset> {
  for (let start = 0; start < data.length; start += size) {
    const stop = Math.min(start + size, data.length)
    yield isSparse(data)
      ? denseRows(
          data,
          Uint32Array.from({ length: stop - start }, (_, i) => start + i),
        )
      : between(data, start, stop)
  }
}

/** The weight of a part in the mean over all parts: its number of rows, or the sum of their sample weights. */
const weightOf = ({ length, weights }: Dataset): number => weights?.reduce((sum, weight) => sum + weight, 0) ?? length

/**
 * The loss and its terms without noise, as the mean over all rows. Evaluates `evaluationBatchSize` rows in one call. If the
 * signal is aborted, the mean is over the rows so far, and NaN if there are none.
 */
export const evaluate = async (
  session: Session,
  weights: HostWeights,
  data: Dataset | SparseRows,
  signal?: AbortSignal,
) => {
  let [total, count] = [0, 0]
  let terms: Named.Named<number> = {}
  for (const part of partsOf(data, session.evaluationBatchSize)) {
    if (signal?.aborted === true) break
    const n = weightOf(part)
    const value = await session.evaluate(weights, rowsOf(part))
    total += value.total * n
    terms = Named.combine(
      terms,
      Named.map(value.terms, (term) => term * n),
      (a, b) => a + b,
    )
    count += n
  }
  return { total: total / count, terms: Named.map(terms, (term) => term / count) }
}

/** Infers all rows of a data set, in order. */
export const infer = async (
  session: Session,
  method: InferenceMethod,
  weights: HostWeights,
  data: Dataset | SparseRows,
): Promise<HostTensor> => {
  let all: HostTensor = { data: new Float32Array(0), shape: [data.length] }
  let at = 0
  for (const part of partsOf(data, session.inferenceBatchSize)) {
    const output = await session.infer(method, weights, rowsOf(part))
    const sizes = output.shape.slice(1)
    if (at === 0) all = { data: new Float32Array(data.length * product(sizes)), shape: [data.length, ...sizes] }
    all.data.set(output.data, at)
    at += output.data.length
  }
  return all
}
