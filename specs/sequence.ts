/** A recurrent autoencoder (Srivastava et al. 2015): one GRU reads a day's power demand, another writes it again. */
import { adam, autoencoder, csv, dense, experiment, flatten, gru, input, mse, oneCycle, pipe } from 'isthmus'
import { repeatVector, reshape } from 'isthmus'

const model = autoencoder({
  encoder: pipe(input([24]), reshape([24, 1]), gru(48), dense(4)),
  decoder: pipe(input([4]), repeatVector(24), gru(48, { returns: 'sequence' }), dense(1), flatten),
  loss: mse,
})

export default experiment({
  model,
  data: csv('data/power.csv', { label: 'season' }),
  split: { validation: 0.1, test: 0.2 },
  optimiser: adam(oneCycle({ peak: 1e-2 })),
  epochs: 200,
  batchSize: 32,
  seed: 1,
})
