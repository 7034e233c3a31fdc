import type { Dataset } from '../../data/index.ts'
import type { Registry } from '../../format/index.ts'
import type { Inference, UseSession } from '../../tasks/index.ts'
import { inferenceOf } from '../../tasks/index.ts'
import type { HostTensor } from '../../tensor/host.ts'
import type { Reconstruction } from '../modelUnits.ts'
import { unitsOf } from '../modelUnits.ts'
import type { TrainedModel } from '../trainedModel.ts'

/** A trained model, ready to make rows. */
export interface Generation {
  readonly registry: Registry
  readonly trained: TrainedModel
  /** Rows as the model sees them, and what it makes of them. */
  readonly inference: (rows: Dataset) => Inference
  /** What the model gives, in the units of the data. */
  readonly inUnits: (output: HostTensor, length: number) => Reconstruction
}

export const generationOf = (registry: Registry, trained: TrainedModel, use: UseSession): Generation => ({
  registry,
  trained,
  inference: (rows) => inferenceOf(use, trained.model, trained.weights, rows),
  inUnits: unitsOf(registry, trained),
})
