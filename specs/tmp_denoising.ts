/** Denoising (Vincent et al. 2008): salt and pepper on a quarter of the pixels, a clean target. */
import { adam, autoencoder, dense, experiment, input, mnist, mse, oneCycle, pipe, relu } from 'isthmus'
import { saltAndPepperNoise, sigmoid } from 'isthmus'

const he = { initialiser: 'heNormal' } as const

const model = autoencoder({
  encoder: pipe(input([784]), saltAndPepperNoise(0.25), dense(512, he), relu, dense(256, he), relu, dense(32)),
  decoder: pipe(input([32]), dense(256, he), relu, dense(512, he), relu, dense(784), sigmoid),
  loss: mse,
})

export default experiment({
  model,
  data: mnist({ rows: 8000 }),
  split: { validation: 0.1 },
  optimiser: adam(oneCycle({ peak: 2e-3 })),
  epochs: 10,
  batchSize: 128,
  seed: 1,
})
