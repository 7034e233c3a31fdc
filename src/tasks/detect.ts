import type { RawDataset } from '../data/index.ts'
import type { HostTensor } from '../tensor/host.ts'
import { product } from '../tensor/shape.ts'
import { quantile, rocAuc } from '../statistics/index.ts'
import type { Inference } from './inference.ts'

/** Where the threshold comes from: a quantile of the training rows' scores, or a share of these rows. */
export type Threshold = { readonly quantile: number } | { readonly contamination: number }

/** One row: its score, whether it is above the threshold, and the columns that contribute most to its error. */
export interface Detection {
  readonly score: number
  /** (1 + the training rows whose scores are not lower) / (1 + their number). */
  readonly pValue: number
  readonly anomaly: boolean
  readonly columns: ReadonlyArray<{ readonly column: string; readonly share: number }>
}

export interface Detections {
  readonly threshold: number
  readonly rows: ReadonlyArray<Detection>
  /** Where the rows are labelled: the area under the ROC curve. */
  readonly rocAuc?: number
}

/** Each column's share of a row's squared error, the greatest first. */
const contributions = (
  data: RawDataset,
  output: HostTensor,
  row: number,
  most: number,
): ReadonlyArray<{ readonly column: string; readonly share: number }> => {
  const width = product(data.sizes)
  const errors = Array.from({ length: width }, (_, j) => {
    const at = row * width + j
    return data.mask?.[at] === 0 ? 0 : ((output.data[at] ?? 0) - (data.values[at] ?? 0)) ** 2
  })
  const sum = errors.reduce((a, b) => a + b, 0)
  return errors
    .map((error, j) => ({ column: data.columns?.[j] ?? String(j), share: sum === 0 ? 0 : error / sum }))
    .toSorted((a, b) => b.share - a.share)
    .slice(0, most)
}

/**
 * Which rows are anomalies by their scores. `training` holds the sorted scores of the training rows; `anomalous`
 * says which rows are known to be anomalies.
 */
export const detect = async (
  found: Inference,
  scores: Float32Array,
  options: {
    readonly training: ArrayLike<number>
    readonly threshold: Threshold
    readonly anomalous?: ReadonlyArray<boolean>
    readonly columns?: number
  },
): Promise<Detections> => {
  const output = await found.output()
  const target = { ...found.target, length: found.rows.length }
  const { threshold: how, anomalous, columns: most = 3, training } = options
  const threshold =
    'quantile' in how ? quantile(training, how.quantile) : quantile(scores.toSorted(), 1 - how.contamination)
  return {
    threshold,
    rows: Array.from(scores, (score, row) => ({
      score,
      pValue: (1 + Array.from(training).filter((other) => other >= score).length) / (1 + training.length),
      anomaly: score > threshold,
      columns: contributions(target, output, row, most),
    })),
    ...(anomalous === undefined ? {} : { rocAuc: rocAuc(scores, anomalous) }),
  }
}
