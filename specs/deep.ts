/** The deep autoencoder of Hinton and Salakhutdinov (2006), 784-1000-500-250-30 and back, without pretraining. */
import { adam, autoencoder, dense, experiment, input, mnist, mse, oneCycle, pipe, relu, sigmoid } from 'isthmus'

const he = { initialiser: 'heNormal' } as const

const model = autoencoder({
  encoder: pipe(input([784]), dense(1000, he), relu, dense(500, he), relu, dense(250, he), relu, dense(30)),
  decoder: pipe(input([30]), dense(250, he), relu, dense(500, he), relu, dense(1000, he), relu, dense(784), sigmoid),
  loss: mse,
})

export default experiment({
  model,
  data: mnist(),
  split: { validation: 1 / 60 },
  optimiser: adam(oneCycle({ peak: 1.5e-3 })),
  epochs: 30,
  batchSize: 128,
  seed: 1,
})
