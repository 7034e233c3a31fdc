/** Stacked denoising (Vincent et al. 2010): masking noise at every level of the encoder, all trained at once. */
import { adam, autoencoder, dense, experiment, input, maskingNoise, mnist, mse, oneCycle, pipe } from 'isthmus'
import { relu, sigmoid } from 'isthmus'

const he = { initialiser: 'heNormal' } as const

const model = autoencoder({
  encoder: pipe(
    input([784]),
    maskingNoise(0.2),
    dense(512, he),
    relu,
    maskingNoise(0.1),
    dense(256, he),
    relu,
    dense(32),
  ),
  decoder: pipe(input([32]), dense(256, he), relu, dense(512, he), relu, dense(784), sigmoid),
  loss: mse,
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
