import type { Dataset } from '../data/index.ts'
import { between } from '../data/index.ts'
import type { HostTensor } from '../tensor/host.ts'
import type { InferenceMethod, Session, State } from '../engines/index.ts'
import * as Named from '../tensor/named.ts'
import { product } from '../tensor/shape.ts'
import { rowsOf } from './batches.ts'

type Weights = Pick<State, 'parameters' | 'buffers'>

/** Consecutive parts of a data set, without copying them. */
export function* chunks(data: Dataset, size: number): Generator<Dataset> {
  for (let start = 0; start < data.length; start += size)
    yield between(data, start, Math.min(start + size, data.length))
}

/** How much a part counts in the mean over all: its rows, or their weights. */
const countOf = ({ length, weights }: Dataset): number => weights?.reduce((sum, weight) => sum + weight, 0) ?? length

/**
 * The loss and its terms without noise: the mean over parts of 1,000 rows (of fewer where
 * each takes much memory or many codes are drawn for it), each by its rows. An aborted signal ends it: then the mean is
 * that of some parts, and no number where there are none.
 */
export const evaluate = async (session: Session, weights: Weights, data: Dataset, signal?: AbortSignal) => {
  let [total, count] = [0, 0]
  let terms: Named.Named<number> = {}
  for (const part of chunks(data, session.evaluationBatchSize)) {
    if (signal?.aborted === true) break
    const n = countOf(part)
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

/** The answer for every row, in order. */
export const infer = async (
  session: Session,
  question: InferenceMethod,
  weights: Weights,
  data: Dataset,
): Promise<HostTensor> => {
  let all: HostTensor = { data: new Float32Array(0), shape: [data.length] }
  let at = 0
  for (const part of chunks(data, session.inferenceBatchSize)) {
    const answer = await session.infer(question, weights, rowsOf(part))
    const sizes = answer.shape.slice(1)
    if (at === 0) all = { data: new Float32Array(data.length * product(sizes)), shape: [data.length, ...sizes] }
    all.data.set(answer.data, at)
    at += answer.data.length
  }
  return all
}
