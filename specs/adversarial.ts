/** The adversarial autoencoder (Makhzani et al. 2015): a discriminator, and no formula, leads the codes to the prior. */
import { adam, adversarialPrior, autoencoder, combine, dense, experiment, input, leakyRelu } from 'isthmus'
import { mnist, mse, oneCycle, pipe, relu, sigmoid, summed } from 'isthmus'

const he = { initialiser: 'heNormal' } as const

const model = autoencoder({
  encoder: pipe(input([784]), dense(512, he), relu, dense(256, he), relu, dense(8)),
  decoder: pipe(input([8]), dense(256, he), relu, dense(512, he), relu, dense(784), sigmoid),
  discriminator: pipe(input([8]), dense(128, he), leakyRelu(0.2), dense(128, he), leakyRelu(0.2), dense(1)),
  loss: combine(summed(mse), adversarialPrior),
})

export default experiment({
  model,
  data: mnist(),
  split: { validation: 1 / 60 },
  optimiser: adam(oneCycle({ peak: 2e-3 })),
  discriminatorOptimiser: adam(5e-4, { beta1: 0.5 }),
  epochs: 10,
  batchSize: 128,
  seed: 1,
})
