import type { ExperimentSpec } from '../format/index.ts'
import { version } from '../format/index.ts'
import type { Autoencoder } from './autoencoder.ts'

/** An experiment as a spec file holds it. */
export interface Experiment extends ExperimentSpec {
  readonly isthmus: number
  readonly kind: 'experiment'
}

/**
 * A model with its data, split, optimiser, epochs, batch size, seed and stopping rule.
 *
 * @example
 * const model = autoencoder({
 *   encoder: pipe(input([784]), dense(32), relu),
 *   decoder: pipe(input([32]), dense(784), sigmoid),
 *   loss: mse,
 * })
 * experiment({ model, data: mnist(), optimiser: adam(1e-3), epochs: 10, batchSize: 128 })
 */
export const experiment = (spec: Omit<ExperimentSpec, 'model'> & { readonly model: Autoencoder }): Experiment => {
  const { isthmus: _, kind: _kind, ...model } = spec.model
  return { isthmus: version, kind: 'experiment', ...spec, model }
}
