import * as Either from 'fp-ts/lib/Either.js'
import type { Dataset } from '../../src/data/index.ts'
import type { Engine, Minibatch, State } from '../../src/engines/index.ts'
import { native, web } from '../../src/engines/index.ts'
import type { Runtime } from '../../src/engines/onnxruntime/runtime.ts'
import type { Autoencoder, Job, Optimiser, Outcome, Progress } from '../../src/index.ts'
import type { Layers } from '../../src/layers/index.ts'
import {
  autoencoder,
  dense,
  dropout,
  elaborate,
  gaussianNoise,
  input,
  library,
  maskingNoise,
  mse,
  pipe,
  tanh,
} from '../../src/index.ts'
import { initialState, stepsPerEpoch } from '../../src/training/index.ts'
import { stream } from '../../src/random/index.ts'
import { draw } from '../../src/random/index.ts'
import { batches } from '../../src/training/batches.ts'
import { planOf } from '../plans.ts'

/** Rows of four numbers, made of two. */
export const rows = (length: number): Dataset => {
  const z = draw(stream(1), length * 2, { kind: 'normal' })
  const values = Float32Array.from({ length: length * 4 }, (_, i) => {
    const [a, b] = [z[2 * Math.floor(i / 4)] ?? 0, z[2 * Math.floor(i / 4) + 1] ?? 0]
    return [a, b, (a + b) / 2, (a - b) / 2][i % 4] ?? 0
  })
  return { sizes: [4], length, values }
}

/** A job of a spec, checked. */
export const jobFor = (
  spec: Omit<Autoencoder, 'kind'>,
  optimiser: Optimiser,
  parts: Partial<Job> = {},
  layers: Layers = {},
): Job => {
  const model = elaborate({ ...library, layers: { ...library.layers, ...layers } }, spec)
  if (Either.isLeft(model)) throw new Error(model.left.map(({ where, found }) => `${where}: ${found}`).join())
  const { train = rows(50), epochs = 2, batchSize = 16 } = parts
  const total = epochs * stepsPerEpoch(train.length, batchSize)
  return {
    model: model.right,
    plan: planOf({ optimiser }, model.right, total),
    seed: stream(7),
    validation: { sizes: [4], length: 0, values: new Float32Array(0) },
    ...parts,
    train,
    epochs,
    batchSize,
  }
}

/** All minibatches of a job in turn. */
export const minibatchesOf = ({ model, seed, train, epochs, batchSize }: Job): ReadonlyArray<Minibatch> =>
  Array.from({ length: epochs }, (_, epoch) => [
    ...batches(model, seed, train, {
      epoch: epoch + 1,
      batchSize,
      firstStep: epoch * stepsPerEpoch(train.length, batchSize),
    }),
  ]).flat()

/** The outcome of a training, and what is seen on the way. */
export const ended = async (
  progress: AsyncGenerator<Progress, Outcome>,
  seen: (progress: Progress) => void = () => undefined,
): Promise<Outcome> => {
  for (;;) {
    const next = await progress.next()
    if (next.done === true) return next.value
    seen(next.value)
  }
}

/** Every number of a state, to be compared to the bit. */
export const bits = ({
  parameters,
  buffers,
  slots,
  step,
}: State): ReadonlyArray<readonly [string, ReadonlyArray<number>]> => [
  ['step', [step]],
  ...Object.entries({ ...parameters, ...buffers, ...slots }).map(([name, { data }]) => [name, [...data]] as const),
]

/** A runtime that shows what passes through it. */
export const watched = (
  runtime: Runtime,
  seen: (feeds: Parameters<Awaited<ReturnType<Runtime['load']>>['run']>[0]) => void,
): Runtime => ({
  ...runtime,
  load: async (graph, loading) => {
    const runnable = await runtime.load(graph, loading)
    return {
      ...runnable,
      run: (feeds) => {
        seen(feeds)
        return runnable.run(feeds)
      },
    }
  },
})

/** A model with noise of three kinds. */
export const noisy = autoencoder({
  encoder: pipe(input([4]), maskingNoise(0.25), gaussianNoise(0.1), dense(6), tanh, dropout(0.1), dense(2)),
  decoder: pipe(input([2]), dense(4)),
  loss: mse,
})

/** The same without noise. */
export const plain = autoencoder({
  encoder: pipe(input([4]), dense(6), tanh, dense(2)),
  decoder: pipe(input([2]), dense(4)),
  loss: mse,
})

/** The engines that compile. */
export const compiledEngines: Readonly<Record<string, () => Promise<Engine>>> = {
  'native on one thread': () => native({ threads: 1 }),
  'native on two threads': () => native({ threads: 2 }),
  web: () => web({ threads: 1 }),
}

/** The state at the start of a job. */
export const startOf = ({ model, plan, seed }: Job, { dtype }: Engine): State => initialState(model, plan, seed, dtype)
