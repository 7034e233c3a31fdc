import type { ExperimentSpec } from '../format/index.ts'
import type { AutoencoderSpec } from '../model/index.ts'
import { adam } from '../optimisers/registry.ts'
import { minMax } from '../preprocessing/registry.ts'
import { oneCycle } from '../schedules/registry.ts'
import { present } from '../tensor/present.ts'
import { stepsPerEpoch } from '../training/index.ts'

/** What an experiment says beside its model and its data. */
export type Training = Omit<ExperimentSpec, 'model' | 'data'>

/** What of the defaults may be said instead. */
export interface TrainingOverrides {
  /** The peak of the learning rate. */
  readonly rate?: number
  readonly epochs?: number
  readonly batchSize?: number
}

const minEpochs = 50
const minSteps = 2000
const heldOutShare = 0.1
/** The part of the epochs for which early stopping waits: long, as the rate of one-cycle rises before it falls. */
const patience = 0.3

/** So many epochs that the optimiser takes at least 2,000 steps. */
const epochsFor = (rows: number, batchSize: number): number =>
  Math.max(minEpochs, Math.ceil(minSteps / stepsPerEpoch(Math.max(1, rows), batchSize)))

/**
 * What an autoencoder without an experiment is trained with: every column scaled to [0, 1], a tenth of the rows for
 * validation and a tenth for test, Adam with a one-cycle learning rate, batches of 64, at least 50 epochs and 2,000
 * steps, and early stopping that keeps the best epoch.
 */
export const defaultTraining = (
  { discriminator }: Pick<AutoencoderSpec, 'discriminator'>,
  rows: number,
  { rate = 3e-3, batchSize = 64, epochs }: TrainingOverrides = {},
): Training => {
  const optimiser = adam(oneCycle({ peak: rate }))
  const length = epochs ?? epochsFor(Math.round((1 - 2 * heldOutShare) * rows), batchSize)
  return {
    preprocessing: [minMax()],
    split: { validation: heldOutShare, test: heldOutShare },
    optimiser,
    ...present({ discriminatorOptimiser: discriminator === undefined ? undefined : optimiser }),
    epochs: length,
    batchSize,
    stopping: { patience: Math.max(10, Math.ceil(patience * length)) },
  }
}
