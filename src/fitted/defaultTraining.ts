import type { ExperimentSpec } from '../format/index.ts'
import type { Model } from '../model/index.ts'
import { adam } from '../optimisers/registry.ts'
import { minMax } from '../preprocessing/registry.ts'
import { oneCycle } from '../schedules/registry.ts'
import { present } from '../tensor/present.ts'
import { stepsPerEpoch } from '../training/index.ts'
import { calibrationShare } from './calibrationShare.ts'

/** The keys of an experiment other than its model and its data. */
export type Training = Omit<ExperimentSpec, 'model' | 'data'>

export interface TrainingOptions {
  /** The peak of the learning rate. */
  readonly rate?: number
  readonly epochs?: number
  readonly batchSize?: number
  /** Rows that are given apart, or not wanted: no share of the others is held out for them. */
  readonly apart?: ReadonlyArray<'validation' | 'test'>
}

/** What the defaults depend on: a discriminator needs an optimiser, indices of a table are not scaled. */
export interface ModelFacts {
  readonly discriminator?: object
  readonly encoder: Pick<Model['encoder'], 'input' | 'indices'>
}

const minEpochs = 50
const minSteps = 2000
const heldOutShare = 0.1
/** The part of the epochs for which early stopping waits: long, as the rate of one-cycle rises before it falls. */
const patience = 0.3

/** Enough epochs for at least 2,000 steps. */
const epochsFor = (rows: number, batchSize: number): number =>
  Math.max(minEpochs, Math.ceil(minSteps / stepsPerEpoch(Math.max(1, rows), batchSize)))

/**
 * What an autoencoder without an experiment is trained with: every column scaled to [0, 1], a tenth of the rows for
 * validation, a tenth for test and some for calibration (`calibrationShare`), Adam with a one-cycle learning rate, batches of 64, at least 50 epochs and 2,000
 * steps, and early stopping that keeps the best epoch. Fewer than five rows are all trained on.
 */
export const defaultTraining = (
  { discriminator, encoder }: ModelFacts,
  rows: number,
  { rate = 3e-3, batchSize = 64, apart = [], epochs }: TrainingOptions = {},
): Training => {
  const optimiser = adam(oneCycle({ peak: rate }))
  const share = Math.round(heldOutShare * rows) > 0 ? heldOutShare : 0
  const shareOf = (part: 'validation' | 'test'): number => (apart.includes(part) ? 0 : share)
  const calibration = calibrationShare(rows)
  const split = {
    validation: shareOf('validation'),
    test: shareOf('test'),
    ...(calibration === 0 ? {} : { calibration }),
  }
  const isValidated = split.validation > 0 || apart.includes('validation')
  const length = epochs ?? epochsFor(Math.round((1 - split.validation - split.test - calibration) * rows), batchSize)
  return {
    preprocessing: encoder.indices === undefined ? [minMax()] : [],
    split,
    optimiser,
    epochs: length,
    batchSize,
    ...present({
      discriminatorOptimiser: discriminator === undefined ? undefined : optimiser,
      stopping: isValidated ? { patience: Math.max(10, Math.ceil(patience * length)) } : undefined,
    }),
  }
}
