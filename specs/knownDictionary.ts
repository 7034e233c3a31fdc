/** A sparse dictionary of rows whose true features are known: sums of five of 512 directions in 128 dimensions. */
import { adam, autoencoder, auxK, combine, deadLatents, dense, experiment, input, mse } from 'isthmus'
import { oneCycle, pipe, Sources, summed, topK, weighted } from 'isthmus'

const model = autoencoder({
  encoder: pipe(input([128]), dense(768), deadLatents({ k: 64 }, topK(8))),
  decoder: pipe(input([768]), dense(128)),
  loss: combine(summed(mse), weighted(1 / 32, summed(auxK()))),
})

export default experiment({
  model,
  data: Sources.npy('data/dictionary.npy'),
  split: { validation: 0.05, test: 0.1 },
  optimiser: adam(oneCycle({ peak: 3e-3 })),
  epochs: 15,
  batchSize: 256,
  seed: 1,
})
