export { evaluateModel } from '../tasks/index.ts'
import * as Either from 'fp-ts/lib/Either.js'
import { pipe } from 'fp-ts/lib/function.js'
import type { Fallible, Faults } from '../codec/index.ts'
import { settle } from '../codec/index.ts'
import type { Dataset } from '../data/index.ts'
import type { Registry } from '../format/index.ts'
import { boundFault } from '../model/index.ts'
import type { Factor } from '../statistics/index.ts'
import type { EpochOfHistory, MetricChoice, ModelEvaluationOptions, Metrics, Units } from '../tasks/index.ts'
import { chosenMetrics } from '../tasks/index.ts'
import type { HostTensor } from '../tensor/host.ts'
import { present } from '../tensor/present.ts'
import { unitsOf } from './modelUnits.ts'
import type { Rows } from './rows/rows.ts'
import type { TrainedModel } from './trainedModel.ts'

export interface EvaluateOptions {
  /** The rows of training: PCA is fitted on them to compare with, and metrics need them. Without, there is no PCA. */
  readonly training?: Rows
  /** The same under its old name. */
  readonly pca?: Rows
  /** Codes for each row to bound the log-likelihood with, for a Gaussian code. */
  readonly samples?: number
  /** Which metrics to compute: the quick ones that apply, all, or some by name or with their settings; none by default. */
  readonly metrics?: MetricChoice
  /** The metrics that there are: those of the library by default, or `extend` them by your own. */
  readonly known?: Metrics
  /** What varies in the rows, for metrics of disentanglement. */
  readonly factors?: ReadonlyArray<Factor>
  /** The loss of the model whose activations the rows are, when it goes on with these rows instead, as the model sees rows. */
  readonly downstream?: (rows: HostTensor) => Promise<number>
  /** Addresses what is drawn at random: rows of large data, samples, bootstrap. */
  readonly seed?: number
}

/** The way to the units of the data, for rows of named columns. */
export const unitsFor = (registry: Registry, trained: TrainedModel): Units | undefined => {
  const { columns, schema, preprocessing } = trained
  return columns === undefined || preprocessing.fittedTarget !== undefined
    ? undefined
    : { of: unitsOf(registry, trained), columns, ...present({ schema }) }
}

/** What `evaluateModel` takes, checked: metrics are built, and a bound is wanted of a model that has one. */
export const evaluationOptions = (
  registry: Registry,
  trained: TrainedModel,
  { samples, metrics: choice, known, factors, downstream, seed }: Omit<EvaluateOptions, 'training' | 'pca'>,
  training: Dataset | undefined,
  history: ReadonlyArray<EpochOfHistory> = [],
): Fallible<ModelEvaluationOptions> => {
  const fault = samples === undefined ? undefined : boundFault(trained.model)
  return pipe(
    settle(fault === undefined ? [] : [fault], () => undefined),
    Either.flatMap((): Either.Either<Faults, ModelEvaluationOptions['metrics']> =>
      choice === undefined ? Either.right(undefined) : chosenMetrics(choice, known),
    ),
    Either.map((chosen) => ({
      training,
      bound: samples,
      metrics: chosen,
      factors,
      downstream,
      seed,
      history,
      epoch: trained.provenance.epoch,
      units: unitsFor(registry, trained),
    })),
  )
}
