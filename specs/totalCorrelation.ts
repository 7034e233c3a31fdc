/** β-TC-VAE (Chen et al. 2018): only the total correlation of the code counts more. */
import { adam, autoencoder, bce, combine, dense, experiment, gaussian, input, kl, mnist } from 'isthmus'
import { oneCycle, pipe, relu, sigmoid, summed, totalCorrelation, weighted } from 'isthmus'

const he = { initialiser: 'heNormal' } as const

const model = autoencoder({
  encoder: pipe(input([784]), dense(512, he), relu, dense(256, he), relu, gaussian(10)),
  decoder: pipe(input([10]), dense(256, he), relu, dense(512, he), relu, dense(784), sigmoid),
  loss: combine(summed(bce), kl, weighted(5, totalCorrelation)),
})

export default experiment({
  model,
  data: mnist(),
  split: { validation: 1 / 60 },
  optimiser: adam(oneCycle({ peak: 2e-3 })),
  epochs: 10,
  batchSize: 128,
  seed: 1,
})
