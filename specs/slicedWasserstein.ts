/** The sliced Wasserstein autoencoder (Kolouri et al. 2018): codes follow the prior along random lines. */
import { adam, autoencoder, combine, dense, experiment, input, mnist, mse, oneCycle, pipe, relu } from 'isthmus'
import { sigmoid, slicedWasserstein, summed, weighted } from 'isthmus'

const he = { initialiser: 'heNormal' } as const

const model = autoencoder({
  encoder: pipe(input([784]), dense(512, he), relu, dense(256, he), relu, dense(8)),
  decoder: pipe(input([8]), dense(256, he), relu, dense(512, he), relu, dense(784), sigmoid),
  loss: combine(summed(mse), weighted(10, slicedWasserstein)),
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
