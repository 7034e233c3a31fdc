/** RAE-L2 (Ghosh et al. 2020): a deterministic code, small, before a decoder of small weights. */
import { adam, autoencoder, combine, dense, experiment, input, l2Activity, l2Weights, mnist } from 'isthmus'
import { mse, oneCycle, pipe, relu, sigmoid, summed, weighted } from 'isthmus'

const he = { initialiser: 'heNormal' } as const

const model = autoencoder({
  encoder: pipe(input([784]), dense(512, he), relu, dense(256, he), relu, dense(16)),
  decoder: pipe(input([16]), dense(256, he), relu, dense(512, he), relu, dense(784), sigmoid),
  loss: combine(summed(mse), weighted(1e-3, l2Activity()), weighted(1e-4, l2Weights('decoder'))),
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
