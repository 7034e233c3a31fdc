/** The Wasserstein autoencoder with the maximum mean discrepancy (Tolstikhin et al. 2018). */
import { adam, autoencoder, combine, dense, experiment, input, mmd, mnist, mse, oneCycle, pipe } from 'isthmus'
import { relu, sigmoid, summed, weighted } from 'isthmus'

const he = { initialiser: 'heNormal' } as const

const model = autoencoder({
  encoder: pipe(input([784]), dense(512, he), relu, dense(256, he), relu, dense(8)),
  decoder: pipe(input([8]), dense(256, he), relu, dense(512, he), relu, dense(784), sigmoid),
  loss: combine(summed(mse), weighted(10, mmd)),
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
