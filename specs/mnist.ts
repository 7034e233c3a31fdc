/** Handwritten digits: 784 pixels through a code of 32, to be compared with PCA of 32 components. */
import { adam, autoencoder, dense, experiment, input, mnist, mse, oneCycle, pipe, relu, sigmoid } from 'isthmus'

const he = { initialiser: 'heNormal' } as const

const model = autoencoder({
  encoder: pipe(input([784]), dense(512, he), relu, dense(256, he), relu, dense(32)),
  decoder: pipe(input([32]), dense(256, he), relu, dense(512, he), relu, dense(784), sigmoid),
  loss: mse,
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
