/** The conditional VAE (Sohn et al. 2015): encoder and decoder are conditioned on the digit, the code keeps the handwriting. */
import { adam, autoencoder, bce, classes, combine, conditioned, dense, experiment, gaussian } from 'isthmus'
import { input, kl, mnist, oneCycle, pipe, relu, sigmoid, summed } from 'isthmus'

const digit = classes(10)
const he = { initialiser: 'heNormal' } as const

const model = autoencoder({
  condition: digit,
  encoder: pipe(input([784]), conditioned(digit), dense(400, he), relu, dense(200, he), relu, gaussian(20)),
  decoder: pipe(input([20]), conditioned(digit), dense(200, he), relu, dense(400, he), relu, dense(784), sigmoid),
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
