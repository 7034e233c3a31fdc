/** A sparse dictionary of word vectors (Rajamanoharan et al. 2024b): each feature learns the threshold it is on above. */
import { adam, autoencoder, combine, csv, dense, experiment, input, jumpRelu, l0, mse, oneCycle } from 'isthmus'
import { pipe, standard, summed, weighted } from 'isthmus'

const model = autoencoder({
  encoder: pipe(input([25]), dense(256), jumpRelu({ threshold: 0.1, bandwidth: 0.1 })),
  decoder: pipe(input([256]), dense(25)),
  loss: combine(summed(mse), weighted(0.45, l0)),
})

export default experiment({
  model,
  data: csv('data/glove.csv'),
  preprocessing: [standard()],
  split: { validation: 0.05, test: 0.1 },
  optimiser: adam(oneCycle({ peak: 3e-3 })),
  epochs: 100,
  batchSize: 128,
  seed: 1,
})
