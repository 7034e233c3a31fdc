/** A sparse dictionary of word vectors (Bussmann et al. 2024): eight of 256 features in the mean, more for rich words. */
import { adam, autoencoder, batchTopK, csv, dense, experiment, input, mse, oneCycle, pipe, relu } from 'isthmus'
import { standard } from 'isthmus'

const model = autoencoder({
  encoder: pipe(input([25]), dense(256), relu, batchTopK(8)),
  decoder: pipe(input([256]), dense(25)),
  loss: mse,
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
