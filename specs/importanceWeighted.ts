/** The importance-weighted autoencoder (Burda et al. 2016): the VAE's network under a bound by fifty codes a row. */
import { adam, autoencoder, dense, experiment, gaussian, importanceWeighted, input, mnist } from 'isthmus'
import { oneCycle, pipe, relu, sigmoid } from 'isthmus'

const he = { initialiser: 'heNormal' } as const

const model = autoencoder({
  encoder: pipe(input([784]), dense(400, he), relu, dense(200, he), relu, gaussian(20)),
  decoder: pipe(input([20]), dense(200, he), relu, dense(400, he), relu, dense(784), sigmoid),
  loss: importanceWeighted(50, 'bce'),
})

export default experiment({
  model,
  data: mnist({ binarised: true }),
  split: { validation: 1 / 60 },
  optimiser: adam(oneCycle({ peak: 2e-3 })),
  epochs: 10,
  batchSize: 128,
  seed: 1,
})
