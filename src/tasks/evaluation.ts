import type { EpochOfHistory } from './epochOfHistory.ts'
import type { ColumnSchema, Dataset } from '../data/index.ts'
import type { HostWeights, Session } from '../engines/index.ts'
import type { Model } from '../model/index.ts'
import { boundFault } from '../model/index.ts'
import type { Factor } from '../statistics/index.ts'
import type { HostTensor } from '../tensor/host.ts'
import { present } from '../tensor/present.ts'
import { product } from '../tensor/shape.ts'
import type { Bound, Comparison } from './compare.ts'
import { compare, estimateBound } from './compare.ts'
import { inferenceOf } from './inference.ts'
import type { ChosenMetric, ColumnErrors, FitVerdict, Given, MetricResult, MetricSubject } from './metrics/index.ts'
import { errorsByColumn, fitVerdict, measure, metricSubject } from './metrics/index.ts'

/** How well a model does on rows: its loss, beside PCA, and what metrics say. */
export interface ModelEvaluation extends Comparison {
  /** The evidence lower bound of log p(x), from one sampled code of each row, where the model has one. */
  readonly elbo?: Bound
  readonly metrics?: ReadonlyArray<MetricResult>
  /** The errors of each column in its own units, of a table. */
  readonly columns?: ReadonlyArray<ColumnErrors>
  /** Whether it underfits, fits or overfits, where training rows are given. */
  readonly fit?: FitVerdict
}

/** What rows are in the units of the data. */
export interface Units {
  readonly of: (values: HostTensor, length: number) => HostTensor
  readonly columns: ReadonlyArray<string>
  readonly schema?: ReadonlyArray<ColumnSchema>
}

export interface ModelEvaluationOptions extends Pick<Given, 'samples' | 'downstream' | 'pca' | 'seed'> {
  /** The rows that the model was trained on. */
  readonly training?: Dataset | undefined
  /** Codes for each row to bound the log-likelihood with. */
  readonly bound?: number | undefined
  readonly metrics?: ReadonlyArray<ChosenMetric> | undefined
  readonly factors?: ReadonlyArray<Factor> | undefined
  readonly history?: ReadonlyArray<EpochOfHistory> | undefined
  /** The epoch that the weights are of. */
  readonly epoch?: number | undefined
  readonly units?: Units | undefined
}

/** The rows whose losses a verdict is given by, of each part. */
const verdictRows = 5000

const verdictOf = async (
  subject: MetricSubject,
  comparison: Comparison,
  { history, epoch }: ModelEvaluationOptions,
): Promise<FitVerdict | undefined> => {
  const training = subject.someTraining(verdictRows)
  if (training === undefined || training.rows.length === 0) return undefined
  const { mse, pca } = comparison
  // A sampled code gives up squared error for a prior that can be sampled: PCA is no measure of it.
  const isSampled = subject.rows.model.encoder.layers.at(-1)?.built.distribution !== undefined
  return fitVerdict({
    training: (await training.losses()).data,
    heldOut: (await subject.some(verdictRows).losses()).data,
    ...present({ history, epoch, errors: pca === undefined || isSampled ? undefined : { model: mse, pca: pca.mse } }),
  })
}

const columnsOf = async (
  subject: MetricSubject,
  { of, columns, schema }: Units,
): Promise<ReadonlyArray<ColumnErrors> | undefined> => {
  const { values, mask, sizes } = subject.rows.target
  const { length } = subject.rows.rows
  const inUnits = (numbers: ArrayLike<number>): HostTensor =>
    of({ shape: [length, ...sizes], data: Float32Array.from(numbers) }, length)
  const target = inUnits(values)
  const width = product(target.shape.slice(1))
  // A column that takes several entries after preprocessing has no mask of its own here.
  if (width !== columns.length || (mask !== undefined && width !== product(sizes))) return undefined
  const pca = subject.besidePca()
  return errorsByColumn({
    width,
    columns,
    target: target.data,
    output: inUnits((await subject.rows.output()).data).data,
    ...present({ mask, schema, pca: pca && inUnits(pca.output).data }),
  })
}

/** The rows without a training part of their own: no verdict on a gap to themselves. */
const isTraining = (data: Dataset, training: Dataset | undefined): boolean => training?.values === data.values

/** Evaluates preprocessed rows by a session. */
export const evaluateModel = async (
  session: Session,
  model: Model,
  weights: HostWeights,
  data: Dataset,
  options: ModelEvaluationOptions = {},
): Promise<ModelEvaluation> => {
  const { training, metrics: chosen, units, bound } = options
  const inference = (rows: Dataset) => inferenceOf((task) => task(session), model, weights, rows)
  const subject = metricSubject({
    ...options,
    rows: inference(data),
    training: training === undefined ? undefined : inference(training),
  })
  const wantsPca = training !== undefined && options.pca !== false
  const comparison = await compare(session, weights, data, wantsPca ? subject.pca() : undefined)
  const hasBound = boundFault(model) === undefined
  const isCompared = chosen !== undefined && !isTraining(data, training)
  return {
    ...comparison,
    ...present({
      elbo: hasBound ? await estimateBound(session, model, weights, data, 1) : undefined,
      bound: bound === undefined ? undefined : await estimateBound(session, model, weights, data, bound),
      metrics: chosen === undefined ? undefined : await measure(subject, chosen),
      columns: chosen === undefined || units === undefined ? undefined : await columnsOf(subject, units),
      fit: isCompared ? await verdictOf(subject, comparison, options) : undefined,
    }),
  }
}
