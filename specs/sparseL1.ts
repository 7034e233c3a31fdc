/** Sparse: 512 rectified units under an L1 penalty. */
import { adam, autoencoder, combine, dense, experiment, input, l1Activity, mnist, mse, oneCycle } from 'isthmus'
import { pipe, relu, sigmoid, weighted } from 'isthmus'

const he = { initialiser: 'heNormal' } as const

const model = autoencoder({
  encoder: pipe(input([784]), dense(512, he), relu),
  decoder: pipe(input([512]), dense(784), sigmoid),
  loss: combine(mse, weighted(1e-4, l1Activity())),
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
