/** The variational autoencoder (Kingma and Welling 2014): a Gaussian code, the evidence lower bound as loss. */
import { adam, autoencoder, bce, combine, dense, experiment, gaussian, input, kl, mnist } from 'isthmus'
import { oneCycle, pipe, relu, sigmoid, summed } from 'isthmus'

const he = { initialiser: 'heNormal' } as const

const model = autoencoder({
  encoder: pipe(input([784]), dense(400, he), relu, dense(200, he), relu, gaussian(20)),
  decoder: pipe(input([20]), dense(200, he), relu, dense(400, he), relu, dense(784), sigmoid),
  loss: combine(summed(bce), kl),
})

export default experiment({
  model,
  data: mnist({ binarised: true }),
  split: { validation: 1 / 60 },
  optimiser: adam(oneCycle({ peak: 2e-3 })),
  epochs: 20,
  batchSize: 128,
  seed: 1,
})
