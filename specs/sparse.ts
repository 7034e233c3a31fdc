/** Sparse: 512 units, of which the mean activation is drawn to a twentieth (Ng 2011). */
import { adam, autoencoder, combine, dense, experiment, input, klSparsity, mnist, mse, oneCycle } from 'isthmus'
import { pipe, sigmoid, weighted } from 'isthmus'

const model = autoencoder({
  encoder: pipe(input([784]), dense(512), sigmoid),
  decoder: pipe(input([512]), dense(784), sigmoid),
  loss: combine(mse, weighted(1e-4, klSparsity(0.05))),
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
