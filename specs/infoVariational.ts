/** InfoVAE with the maximum mean discrepancy (Zhao et al. 2019): codes as a whole follow the prior. */
import { adam, autoencoder, bce, combine, dense, experiment, gaussian, input, mmd, mnist } from 'isthmus'
import { oneCycle, pipe, relu, sigmoid, summed, weighted } from 'isthmus'

const he = { initialiser: 'heNormal' } as const

const model = autoencoder({
  encoder: pipe(input([784]), dense(512, he), relu, dense(256, he), relu, gaussian(20)),
  decoder: pipe(input([20]), dense(256, he), relu, dense(512, he), relu, dense(784), sigmoid),
  loss: combine(summed(bce), weighted(100, mmd({ kernel: 'rbf' }))),
})

export default experiment({
  model,
  data: mnist(),
  split: { validation: 1 / 60 },
  optimiser: adam(oneCycle({ peak: 2e-3 })),
  epochs: 10,
  batchSize: 128,
  seed: 1,
})
