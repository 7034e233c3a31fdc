import * as Either from 'fp-ts/lib/Either.js'
import {
  adam,
  autoencoder,
  Codecs,
  dense,
  dropout,
  elaborate,
  input,
  library,
  maskingNoise,
  Models,
  mse,
  pipe,
  Random,
  tanh,
  Training,
} from 'isthmus'
import type { Dataset, Engine, Job } from 'isthmus'

/** The losses of every epoch, in training and after it. */
export type Losses = ReadonlyArray<readonly [train: number, validation: number | undefined]>

/** Asked for in every page: one that is not cross-origin isolated must do with one. */
export const threads = 2

/** What the page hands over. */
export interface Report {
  readonly float32: Losses
  readonly float64: Losses
}

const width = 8

/**
 * Rows on a plane in eight dimensions. Uniform numbers are multiples of 2⁻²⁴, and halving, adding and subtracting a few
 * stays exact: the rows are the same to the bit wherever they are made.
 */
const rows = (length: number, seed: number): Dataset => {
  const uniform = Random.draw(Random.stream(seed), 2 * length, { kind: 'uniform' })
  const values = new Float32Array(length * width)
  for (let i = 0; i < length; i++) {
    const [a, b] = [(uniform[2 * i] ?? 0) - 0.5, (uniform[2 * i + 1] ?? 0) - 0.5]
    values.set([a, b, a + b, a - b, (a + b) / 2, (a - b) / 2, -a, -b], i * width)
  }
  return { sizes: [width], length, values }
}

const denoising = autoencoder({
  encoder: pipe(input([width]), maskingNoise(0.1), dense(32), tanh, dropout(0.1), dense(2)),
  decoder: pipe(input([2]), dense(32), tanh, dense(width)),
  loss: mse,
})

const [epochs, batchSize] = [12, 32]

const job = (): Job => {
  const model = elaborate(library, denoising)
  if (Either.isLeft(model)) throw new Error(Codecs.drawFaults(model.left))
  const data = rows(200, 1)
  const plan = Models.buildPlan(
    library,
    { optimiser: adam(0.01) },
    model.right,
    epochs * Training.stepsPerEpoch(data.length, batchSize),
  )
  if (Either.isLeft(plan)) throw new Error(Codecs.drawFaults(plan.left))
  return {
    model: model.right,
    plan: plan.right,
    seed: Random.stream(7),
    train: data,
    validation: rows(50, 2),
    epochs,
    batchSize,
  }
}

/** Trains a small autoencoder, the same in Node and in a page: everything random comes from its seeds. */
export const losses = async (engine: Engine): Promise<Losses> => {
  const history: Array<Losses[number]> = []
  for await (const progress of Training.train(job(), engine))
    if (progress.kind === 'epoch') history.push([progress.train, progress.validation])
  return history
}
