/** Handwritten digits: 784 pixels through a code of 32, to be compared with PCA of 32 components. */
import { adam, autoencoder, dense, experiment, input, mnist, mse, oneCycle, pipe, relu, sigmoid } from 'isthmus'

const model = autoencoder({
  encoder: pipe(input([784]), dense(128, { initialiser: 'heNormal' }), relu, dense(32)),
  decoder: pipe(input([32]), dense(128, { initialiser: 'heNormal' }), relu, dense(784), sigmoid),
  loss: mse,
})

export default experiment({
  model,
  data: mnist(),
  split: { validation: 1 / 60 },
  optimiser: adam(oneCycle({ peak: 5e-3 })),
  epochs: 3,
  batchSize: 64,
  seed: 1,
})
