import * as Either from 'fp-ts/lib/Either.js'
import { pipe } from 'fp-ts/lib/function.js'
import type { Fallible } from '../codec/index.ts'
import type { Dataset, TargetRows } from '../data/index.ts'
import type { Stream } from '../random/index.ts'
import { conformalPValues } from '../statistics/index.ts'
import type { HostTensor } from '../tensor/host.ts'
import { present } from '../tensor/present.ts'
import { product } from '../tensor/shape.ts'
import { baselineScores } from './baselineScores.ts'
import type { Detections, Labelled } from './detections.ts'
import type { Inference } from './inference.ts'
import { labelledFigures } from './labelledFigures.ts'
import type { LabelledScores, NamedThreshold, ThresholdInput, Thresholds } from './thresholds/index.ts'
import { setThreshold, thresholdNotices } from './thresholds/index.ts'

/** Each column's share of a row's squared error, the greatest first. */
const contributions = (
  data: TargetRows,
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

/** What `detect` takes beside the rows. */
export interface DetectInput {
  readonly thresholds: Thresholds
  /** A threshold with its settings, which are checked. */
  readonly threshold: object
  /** The sorted scores of rows that are taken for normal, which thresholds and p-values come from. */
  readonly reference: ThresholdInput['reference']
  /** Other rows with labels, which some thresholds are set by. */
  readonly labelled?: LabelledScores
  /** Which rows are known to be anomalies. */
  readonly anomalous?: ReadonlyArray<boolean>
  /** Training rows as the model sees them: baselines are fitted on them where there are labels. */
  readonly training?: Dataset
  /** How many columns to name for each row; 3 by default. */
  readonly columns?: number
  /** Of bootstrap resamples and of the isolation forest. */
  readonly seed: Stream
}

interface Findings {
  readonly labelled?: Labelled
  readonly notices: ReadonlyArray<string>
}

/** The figures of rows with labels, with those of the baselines. */
const figuresOf = (
  { model, rows }: Inference,
  { anomalous, training, seed }: DetectInput,
  scores: ArrayLike<number>,
  threshold: number,
): Fallible<Findings> => {
  if (anomalous === undefined) return Either.right({ notices: [] })
  const baselines = training && baselineScores(training, rows, product(model.code), seed)
  return pipe(
    labelledFigures({ scores, anomalous, threshold, others: baselines?.scores ?? [] }, seed),
    Either.map((labelled) => ({ labelled, notices: baselines?.notices ?? [] })),
  )
}

const detectionsOf = (
  { target }: Inference,
  output: HostTensor,
  { reference, columns = 3 }: DetectInput,
  scores: ArrayLike<number>,
  set: NamedThreshold,
): Detections['rows'] => {
  const pValues = conformalPValues(reference.scores, scores)
  return Array.from(scores, (score, row) => ({
    score,
    pValue: pValues[row] ?? 1,
    anomaly: score > set.value,
    columns: contributions(target, output, row, columns),
  }))
}

/** What is to be said of p-values where the threshold does not say it. */
const pValueNotices = ({ reference: { part } }: DetectInput, { by }: NamedThreshold): ReadonlyArray<string> =>
  part === 'training' && by !== 'training'
    ? ['p-values from training rows: those of new rows are too small; set split.calibration']
    : []

/**
 * Anomaly detection by the scores of rows, whichever they are: the p-value of each row, whether it is above the threshold;
 * for rows with labels how well that goes, beside simple detectors.
 */
export const detect = async (
  inference: Inference,
  scores: ArrayLike<number>,
  input: DetectInput,
): Promise<Fallible<Detections>> => {
  const output = await inference.output()
  const { thresholds, threshold, reference, labelled } = input
  return pipe(
    setThreshold(thresholds, threshold, { reference, scores, ...present({ labelled }) }),
    Either.bindTo('set'),
    Either.bind('found', ({ set }) => figuresOf(inference, input, scores, set.value)),
    Either.map(({ set, found: { notices, ...found } }) => ({
      threshold: set.value,
      set,
      rows: detectionsOf(inference, output, input, scores, set),
      notices: [...thresholdNotices(set), ...pValueNotices(input, set), ...notices],
      ...found,
    })),
  )
}
