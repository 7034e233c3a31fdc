/** A sparse dictionary of word vectors (Gao et al. 2024): eight of 256 features a word; dead ones are brought back. */
import { adam, autoencoder, auxK, combine, csv, deadLatents, dense, experiment, input, mse } from 'isthmus'
import { oneCycle, pipe, standard, topK, weighted } from 'isthmus'

const model = autoencoder({
  encoder: pipe(input([25]), dense(256), deadLatents({ k: 16 }, topK(8))),
  decoder: pipe(input([256]), dense(25)),
  loss: combine(mse, weighted(1 / 32, auxK)),
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
