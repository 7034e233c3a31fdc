/** VQ-VAE (van den Oord et al. 2017): sixteen vectors, each the nearest of 64 codes that learn as moving averages. */
import { adam, autoencoder, combine, commitment, dense, experiment, flatten, input, mnist, mse } from 'isthmus'
import { oneCycle, pipe, relu, reshape, sigmoid, summed, vectorQuantiser, weighted } from 'isthmus'

const he = { initialiser: 'heNormal' } as const

const model = autoencoder({
  encoder: pipe(
    input([784]),
    dense(512, he),
    relu,
    dense(256, he),
    relu,
    dense(128),
    reshape([16, 8]),
    vectorQuantiser(64),
  ),
  decoder: pipe(input([16, 8]), flatten, dense(256, he), relu, dense(512, he), relu, dense(784), sigmoid),
  loss: combine(summed(mse), weighted(0.25, commitment)),
})

export default experiment({
  model,
  data: mnist(),
  split: { validation: 1 / 60 },
  optimiser: adam(oneCycle({ peak: 1e-3 })),
  epochs: 10,
  batchSize: 128,
  seed: 1,
})
