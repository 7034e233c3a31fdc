import {
  adversarialPrior,
  autoencoder,
  bce,
  combine,
  commitment,
  dense,
  flatten,
  gaussian,
  input,
  kl,
  mse,
  pipe,
  relu,
  reshape,
  sigmoid,
  summed,
  topK,
  vectorQuantiser,
  weighted,
} from '../../src/index.ts'
import type { Dataset } from '../../src/data/index.ts'
import { draw, path, stream } from '../../src/random/index.ts'

const seed = 1

/** Kingma and Welling 2014: one hidden layer on both sides of a Gaussian code, the evidence lower bound. */
export const variational = autoencoder({
  encoder: pipe(input([784]), dense(400), relu, gaussian(20)),
  decoder: pipe(input([20]), dense(400), relu, dense(784), sigmoid),
  loss: combine(summed(bce), kl),
})

/** Van den Oord et al. 2017: sixteen vectors, each one of 64 codes, which are moving averages. */
export const vectorQuantised = autoencoder({
  encoder: pipe(input([784]), dense(512), relu, dense(256), relu, dense(128), reshape([16, 8]), vectorQuantiser(64)),
  decoder: pipe(input([16, 8]), flatten, dense(256), relu, dense(512), relu, dense(784), sigmoid),
  loss: combine(summed(mse), weighted(0.25, commitment)),
})

/** Activations of a width that language models have. */
const width = 768

/** A sparse dictionary of sixteen entries for each activation (Gao et al. 2024), of which 32 count in a row. */
export const dictionary = autoencoder({
  encoder: pipe(input([width]), dense(16 * width), topK(32), relu),
  decoder: pipe(input([16 * width]), dense(width)),
  loss: mse,
})

/** Normal numbers, the same every time. */
export const activations = async (): Promise<Dataset> => {
  const length = 8192
  const values = Float32Array.from(draw(path(stream(seed), 'bench', 'activations'), length * width, { kind: 'normal' }))
  return { sizes: [width], length, values }
}

/** Makhzani et al. 2016: a discriminator, which another Adam trains, holds the code to a unit Gaussian. */
export const adversarial = autoencoder({
  encoder: pipe(input([784]), dense(512), relu, dense(512), relu, dense(10)),
  decoder: pipe(input([10]), dense(512), relu, dense(512), relu, dense(784), sigmoid),
  discriminator: pipe(input([10]), dense(512), relu, dense(256), relu, dense(1)),
  loss: combine(mse, weighted(0.01, adversarialPrior)),
})
