/** FactorVAE (Kim and Mnih 2018): a discriminator sees how far the entries of the code are from independent. */
import { adam, adversarialCorrelation, autoencoder, bce, combine, dense, experiment, gaussian } from 'isthmus'
import { input, kl, leakyRelu, mnist, oneCycle, pipe, relu, sigmoid, summed, weighted } from 'isthmus'

const he = { initialiser: 'heNormal' } as const

const model = autoencoder({
  encoder: pipe(input([784]), dense(512, he), relu, dense(256, he), relu, gaussian(10)),
  decoder: pipe(input([10]), dense(256, he), relu, dense(512, he), relu, dense(784), sigmoid),
  discriminator: pipe(input([10]), dense(256, he), leakyRelu(0.2), dense(256, he), leakyRelu(0.2), dense(1)),
  loss: combine(summed(bce), kl, weighted(10, adversarialCorrelation)),
})

export default experiment({
  model,
  data: mnist(),
  split: { validation: 1 / 60 },
  optimiser: adam(oneCycle({ peak: 2e-3 })),
  discriminatorOptimiser: adam(1e-4, { beta1: 0.5 }),
  epochs: 10,
  batchSize: 128,
  seed: 1,
})
