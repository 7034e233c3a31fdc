import * as Either from 'fp-ts/lib/Either.js'
import type { Autoencoder } from '../../src/index.ts'
import { autoencoder, dense, input, mse, pipe, relu, sigmoid } from '../../src/index.ts'
import { drawFaults } from '../../src/codec/index.ts'
import { load } from '../../src/data/files/index.ts'
import type { Dataset } from '../../src/data/index.ts'
import { mnist, take } from '../../src/data/index.ts'
import { library } from '../../src/format/index.ts'
import { draw, path, stream } from '../../src/random/index.ts'
import { activations, adversarial, dictionary, variational, vectorQuantised } from './family.ts'
import { convolutional, deep } from './images.ts'
import { recurrent, sequences, transformer } from './sequences.ts'

/** What every contestant trains. Another job is another row of `jobs`; peers refuse the layers that they do not know. */
export interface Job {
  readonly name: string
  readonly spec: Autoencoder
  readonly data: () => Promise<Dataset>
  readonly batchSize: number
  /** After how many steps, the same for all, the loss is compared. */
  readonly checkSteps: number
  /** The numbers of rows that the encoder is timed with. */
  readonly encodes: ReadonlyArray<number>
  /** Whether start-up is timed with this model. */
  readonly startUp: boolean
}

/** What all have in common: Adam as its paper has it. */
export const adamSettings = { rate: 1e-3, beta1: 0.9, beta2: 0.999, epsilon: 1e-8 } as const
export const seed = 1

/** Rows in (0, 1) near a curved surface of 8 dimensions, the same every time. */
const synthetic = async (): Promise<Dataset> => {
  const [length, width, latent] = [8192, 64, 8]
  const at = path(stream(seed), 'bench')
  const z = draw(path(at, 'latent'), length * latent, { kind: 'normal' })
  const a = draw(path(at, 'loading'), latent * width, { kind: 'normal' })
  const values = new Float32Array(length * width)
  for (let i = 0; i < length; i++)
    for (let j = 0; j < width; j++) {
      let sum = 0
      for (let k = 0; k < latent; k++) sum += (z[i * latent + k] ?? 0) * (a[k * width + j] ?? 0)
      values[i * width + j] = 1 / (1 + Math.exp(-sum))
    }
  return { sizes: [width], length, values }
}

/** Rows of MNIST, a multiple of the batch, so that nobody has to care for a short last minibatch. */
const digits = async (): Promise<Dataset> => {
  const read = await load(library, mnist())()
  if (Either.isLeft(read)) throw new Error(drawFaults(read.left))
  const { values, ...rows } = take(read.right.data, 25_600)
  return { ...rows, values: Float32Array.from(values) }
}

/** The same as images of one channel. */
const images = async (): Promise<Dataset> => ({ ...(await digits()), sizes: [1, 28, 28] })

const small = autoencoder({
  encoder: pipe(input([64]), dense(32), relu, dense(8), relu),
  decoder: pipe(input([8]), dense(32), relu, dense(64), sigmoid),
  loss: mse,
})

const middle = autoencoder({
  encoder: pipe(input([784]), dense(128), relu, dense(32), relu),
  decoder: pipe(input([32]), dense(128), relu, dense(784), sigmoid),
  loss: mse,
})

const big = autoencoder({
  encoder: pipe(input([784]), dense(512), relu, dense(256), relu, dense(32), relu),
  decoder: pipe(input([32]), dense(256), relu, dense(512), relu, dense(784), sigmoid),
  loss: mse,
})

export const jobs: ReadonlyArray<Job> = [
  { name: 'small', spec: small, data: synthetic, batchSize: 32, checkSteps: 256, encodes: [], startUp: false },
  {
    name: 'middle',
    spec: middle,
    data: digits,
    batchSize: 128,
    checkSteps: 100,
    encodes: [1, 100, 10_000],
    startUp: true,
  },
  { name: 'big', spec: big, data: digits, batchSize: 128, checkSteps: 30, encodes: [], startUp: false },
  {
    name: 'convolutional',
    spec: convolutional,
    data: images,
    batchSize: 128,
    checkSteps: 10,
    encodes: [1, 100],
    startUp: false,
  },
  { name: 'deep', spec: deep, data: images, batchSize: 128, checkSteps: 10, encodes: [], startUp: false },
  {
    name: 'gru',
    spec: recurrent,
    data: sequences(32, 8),
    batchSize: 64,
    checkSteps: 100,
    encodes: [],
    startUp: false,
  },
  {
    name: 'transformer',
    spec: transformer,
    data: sequences(16, 32),
    batchSize: 64,
    checkSteps: 100,
    encodes: [],
    startUp: false,
  },
  {
    name: 'variational',
    spec: variational,
    data: digits,
    batchSize: 128,
    checkSteps: 100,
    encodes: [],
    startUp: false,
  },
  {
    name: 'vectorQuantised',
    spec: vectorQuantised,
    data: digits,
    batchSize: 128,
    checkSteps: 100,
    encodes: [],
    startUp: false,
  },
  {
    name: 'dictionary',
    spec: dictionary,
    data: activations,
    batchSize: 1024,
    checkSteps: 4,
    encodes: [],
    startUp: false,
  },
  {
    name: 'adversarial',
    spec: adversarial,
    data: digits,
    batchSize: 128,
    checkSteps: 100,
    encodes: [],
    startUp: false,
  },
]

/** The sizes of a row, the widths of a job's dense layers and the names of other trained ones: its title in a table. */
export const architecture = ({ spec: { encoder, decoder } }: Job): string => {
  const names = [...encoder.layers, ...decoder.layers].flatMap(({ layer, units, channels, codes, k }) => {
    if (layer === 'dense') return [String(units)]
    if (['relu', 'sigmoid', 'flatten', 'reshape'].includes(layer)) return []
    const size = [units, channels, codes, k].find((one) => typeof one === 'number')
    return [size === undefined ? layer : `${layer} ${size}`]
  })
  return [encoder.input.join('×'), ...names].join('-')
}
