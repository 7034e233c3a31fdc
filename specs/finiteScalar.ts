/** Finite scalar quantisation (Mentzer et al. 2024): sixteen vectors of three entries, 8 × 5 × 5 levels, no codebook. */
import { adam, autoencoder, dense, experiment, finiteScalarQuantiser, flatten, input, mnist } from 'isthmus'
import { mse, oneCycle, pipe, relu, reshape, sigmoid } from 'isthmus'

const he = { initialiser: 'heNormal' } as const
const levels = finiteScalarQuantiser([8, 5, 5])

const model = autoencoder({
  encoder: pipe(input([784]), dense(512, he), relu, dense(256, he), relu, dense(48), reshape([16, 3]), levels),
  decoder: pipe(input([16, 3]), flatten, dense(256, he), relu, dense(512, he), relu, dense(784), sigmoid),
  loss: mse,
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
