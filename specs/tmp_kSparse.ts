/** The k-sparse autoencoder (Makhzani and Frey 2014): of 1000 units the 25 farthest from 0 are kept. */
import { adam, autoencoder, dense, experiment, input, mnist, mse, oneCycle, pipe, topK } from 'isthmus'

const model = autoencoder({
  encoder: pipe(input([784]), dense(1000), topK(25, { by: 'magnitude' })),
  decoder: pipe(input([1000]), dense(784)),
  loss: mse,
})

export default experiment({
  model,
  data: mnist({ rows: 8000 }),
  split: { validation: 0.1 },
  optimiser: adam(oneCycle({ peak: 1e-3 })),
  epochs: 10,
  batchSize: 128,
  seed: 1,
})
