import { mkdirSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import * as Either from 'fp-ts/lib/Either.js'
import { adam, elaborate, library, Named } from '../../src/index.ts'
import { drawFaults } from '../../src/codec/index.ts'
import type { Dataset } from '../../src/data/index.ts'
import { take } from '../../src/data/index.ts'
import type { Model } from '../../src/model/index.ts'
import { stream } from '../../src/random/index.ts'
import { batches } from '../../src/training/batches.ts'
import { initialState } from '../../src/training/index.ts'
import { planOf } from '../plans.ts'
import type { Job } from './jobs.ts'
import { adamSettings, seed } from './jobs.ts'

/** Orders of so many epochs are written; whoever trains for longer begins again. */
const epochs = 4
/** The rows that the loss after the first steps is told of. */
const evaluated = 2000

/** The rows of the minibatches as the library draws them. */
const orderOf = (model: Model, data: Dataset, batchSize: number, count: number): Uint32Array => {
  const rows: Array<number> = []
  for (let epoch = 1; epoch <= count; epoch++)
    for (const batch of batches(model, stream(seed), data, { epoch, batchSize, firstStep: 0 })) rows.push(...batch.rows)
  return Uint32Array.from(rows)
}

/**
 * Writes a job for all contestants into a folder: the data, the minibatches of the first steps and of later ones,
 * the weights that training begins with, and `job.json`, which describes them.
 */
export const prepare = (job: Job, all: Dataset, folder: string): void => {
  const { spec, batchSize, checkSteps } = job
  const data = take(all, Math.floor(all.length / batchSize) * batchSize)
  const model = elaborate(library, spec)
  if (Either.isLeft(model)) throw new Error(drawFaults(model.left))
  const plan = planOf({ optimiser: adam(adamSettings.rate) }, { parameters: {} }, 1)
  const { parameters } = initialState(model.right, plan, stream(seed), 'float32')
  const checked = take(data, Math.min(checkSteps * batchSize, data.length))
  const description = {
    name: job.name,
    spec: { encoder: spec.encoder, decoder: spec.decoder, discriminator: spec.discriminator, loss: spec.loss },
    encoder: spec.encoder.layers,
    decoder: spec.decoder.layers,
    discriminator: spec.discriminator?.layers,
    loss: spec.loss,
    sizes: data.sizes,
    rows: data.length,
    batchSize,
    evaluated: Math.min(evaluated, data.length),
    seed,
    adam: adamSettings,
    parameters: Named.map(parameters, ({ shape }) => shape),
  }
  const write = (name: string, content: Float32Array | Float64Array | Uint32Array | string): void =>
    writeFileSync(join(folder, name), content)
  mkdirSync(folder, { recursive: true })
  write('job.json', JSON.stringify(description))
  write('x.f32', data.values)
  write('check.u32', orderOf(model.right, checked, batchSize, 1))
  write('order.u32', orderOf(model.right, data, batchSize, epochs))
  for (const [name, tensor] of Object.entries(parameters)) write(`${name}.f32`, tensor.data)
}
