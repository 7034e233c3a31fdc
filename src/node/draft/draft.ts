import * as Either from 'fp-ts/lib/Either.js'
import { pipe } from 'fp-ts/lib/function.js'
import type { Fallible } from '../../codec/index.ts'
import type { RawDataset, SourceSpec } from '../../data/index.ts'
import { calibrationShare, tableScore } from '../../fitted/index.ts'
import type { ExperimentSpec, Registry } from '../../format/index.ts'
import type { AutoencoderSpec } from '../../model/index.ts'
import { adam } from '../../optimisers/registry.ts'
import type { StepSpec } from '../../preprocessing/index.ts'
import { defaultPreprocessing, fit, layoutAfter } from '../../preprocessing/index.ts'
import { scale, standard } from '../../preprocessing/registry.ts'
import { oneCycle } from '../../schedules/registry.ts'
import { present } from '../../tensor/present.ts'
import { product } from '../../tensor/shape.ts'
import { stepsPerEpoch } from '../../training/index.ts'
import { columnGroups } from './columnGroups.ts'
import type { Choice } from './model.ts'
import { denoiserFor, modelFor } from './model.ts'

/** Training takes about so many steps; early stopping may end it before. */
const steps = 6000
const manyRows = 50_000
/** Fewer rows are all trained on. */
const fewRows = 5
const heldOut = 0.1

const between = (least: number, value: number, most: number): number => Math.min(most, Math.max(least, value))

/** What an experiment is drafted for. */
export type Purpose = 'codes' | 'anomalies'

/** A denoiser takes so many steps, however many rows there are. */
const denoisingSteps = 3000

/**
 * The settings of training of a denoiser: it does not stop early, and is trained on all rows but those that thresholds come
 * from.
 */
const denoisingFor = ({ length, sizes }: RawDataset): Omit<ExperimentSpec, 'model' | 'data' | 'preprocessing'> => {
  const calibration = calibrationShare(length)
  const trained = Math.max(1, Math.round((1 - calibration) * length))
  return {
    ...(calibration === 0 ? {} : { split: { calibration } }),
    ...(sizes.length === 1 ? { score: tableScore(product(sizes)) } : {}),
    optimiser: adam(oneCycle({ peak: 1e-3 })),
    epochs: Math.max(1, Math.ceil(denoisingSteps / stepsPerEpoch(trained, 64))),
    batchSize: 64,
  }
}

/** The settings of training for a number of rows. */
const trainingFor = (rows: number): Omit<ExperimentSpec, 'model' | 'data' | 'preprocessing'> => {
  const batchSize = rows > manyRows ? 256 : 64
  const isSplit = rows >= fewRows
  const calibration = calibrationShare(rows)
  const trained = Math.max(1, Math.round((isSplit ? 1 - 2 * heldOut - calibration : 1) * rows))
  const epochs = between(5, Math.ceil(steps / stepsPerEpoch(trained, batchSize)), 500)
  return {
    ...(isSplit
      ? { split: { validation: heldOut, test: heldOut, ...(calibration === 0 ? {} : { calibration }) } }
      : {}),
    optimiser: adam(oneCycle({ peak: 3e-3 })),
    epochs,
    batchSize,
    ...(isSplit ? { stopping: { patience: Math.max(5, Math.ceil(0.3 * epochs)) } } : {}),
  }
}

/** Whether all entries are bytes, as those of images are. */
const areBytes = ({ values }: RawDataset): boolean =>
  values.every((value) => value >= 0 && value <= 255 && Number.isInteger(value)) && values.some((value) => value > 1)

/** The preprocessing that a first experiment has for rows. */
export const stepsFor = (data: RawDataset, purpose: Purpose = 'codes'): ReadonlyArray<StepSpec> => {
  if (data.schema !== undefined) return defaultPreprocessing(data.schema)
  return purpose === 'codes' && areBytes(data) ? [scale({ factor: 1 / 255 })] : [standard()]
}

/** What a first experiment is for, and how its network is to be where that was chosen. */
export interface DraftOptions {
  readonly purpose?: Purpose | undefined
  readonly choice?: Choice | undefined
}

const modelOf = (
  registry: Registry,
  data: RawDataset,
  preprocessing: ReadonlyArray<StepSpec>,
  { purpose = 'codes', choice }: DraftOptions,
): Fallible<AutoencoderSpec> =>
  pipe(
    fit(registry.steps, preprocessing, data),
    Either.flatMap((fitted) => layoutAfter(registry.steps, fitted, data)),
    Either.map(({ sizes, schema }) =>
      pipe(
        {
          sizes,
          variables: product(data.sizes),
          ...present({ groups: data.schema && schema && columnGroups(data.schema, schema) }),
          isUnit: purpose === 'codes' && data.schema === undefined && areBytes(data),
        },
        (rows) => (purpose === 'anomalies' ? denoiserFor(rows) : modelFor(rows, choice)),
      ),
    ),
  )

/**
 * A first experiment for rows: the default preprocessing of their columns, a dense network with a code of half the
 * columns (2 to 32 entries), the likelihood of each column, and about 6,000 steps of Adam with early stopping; a `choice`
 * has another code, depth or loss. For anomalies a denoising autoencoder of standardised columns instead, without a
 * bottleneck, which takes about 3,000 steps on all rows.
 */
export const draftExperiment = (
  registry: Registry,
  source: SourceSpec,
  data: RawDataset,
  options: DraftOptions = {},
): Fallible<ExperimentSpec> => {
  const { purpose = 'codes' } = options
  const preprocessing = stepsFor(data, purpose)
  const training = purpose === 'anomalies' ? denoisingFor(data) : trainingFor(data.length)
  return pipe(
    modelOf(registry, data, preprocessing, options),
    Either.map((model) => ({ model, data: source, preprocessing, ...training })),
  )
}
