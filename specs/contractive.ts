/** Contractive (Rifai et al. 2011): the code moves little where the input does. */
import { adam, autoencoder, combine, contractive, dense, experiment, input, mnist, mse } from 'isthmus'
import { oneCycle, pipe, sigmoid, weighted } from 'isthmus'

const model = autoencoder({
  encoder: pipe(input([784]), dense(128), sigmoid),
  decoder: pipe(input([128]), dense(784), sigmoid),
  loss: combine(mse, weighted(1e-3, contractive())),
})

export default experiment({
  model,
  data: mnist(),
  split: { validation: 1 / 60 },
  optimiser: adam(oneCycle({ peak: 5e-3 })),
  epochs: 10,
  batchSize: 128,
  seed: 1,
})
