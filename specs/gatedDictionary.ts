/** A sparse dictionary of word vectors with gates (Rajamanoharan et al. 2024a), which a penalty closes. */
import { adam, autoencoder, combine, csv, dense, experiment, gated, gateReconstruction, input } from 'isthmus'
import { l1Activity, mse, oneCycle, pipe, standard, summed, weighted } from 'isthmus'

const model = autoencoder({
  encoder: pipe(input([25]), dense(256, { bias: false }), gated),
  decoder: pipe(input([256]), dense(25)),
  loss: combine(summed(mse), weighted(3, l1Activity('gate')), summed(gateReconstruction())),
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
