/** Topics (after Srivastava and Sutton 2017): the weights of words in passages of speeches, by 20 features that are never negative. */
import { adam, autoencoder, csv, dense, experiment, input, mse, oneCycle, pipe, relu, summed, tfIdf } from 'isthmus'

const model = autoencoder({
  encoder: pipe(input([1000]), dense(20), relu),
  decoder: pipe(input([20]), dense(1000)),
  loss: summed(mse),
})

export default experiment({
  model,
  data: csv('data/passages.csv', { columns: ['passage'] }),
  preprocessing: [tfIdf({ minDocuments: 10, maxDocuments: 0.3, most: 1000 })],
  split: { validation: 0.05, test: 0.1 },
  optimiser: adam(oneCycle({ peak: 5e-3 })),
  epochs: 60,
  batchSize: 32,
  seed: 1,
})
