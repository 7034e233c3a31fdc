/** A masked autoencoder (after He et al. 2022): a quarter of the patches falls away, attention fills them in. */
import { adam, autoencoder, dense, experiment, flatten, gelu, input, layerNorm } from 'isthmus'
import { learnedPositions, maskingNoise, mnist, mse, oneCycle, patches, pipe, reshape, residual } from 'isthmus'
import { selfAttention, sigmoid, unpatches } from 'isthmus'

const encoder = pipe(
  input([784]),
  reshape([1, 28, 28]),
  patches(7),
  maskingNoise(0.25, { of: 'vectors' }),
  dense(64),
  learnedPositions,
  residual((x) => pipe(x, layerNorm(), selfAttention({ heads: 4 }))),
  residual((x) => pipe(x, layerNorm(), dense(128), gelu, dense(64))),
  flatten,
  dense(64),
)
const decoder = pipe(
  input([64]),
  dense(16 * 64),
  reshape([16, 64]),
  residual((x) => pipe(x, layerNorm(), selfAttention({ heads: 4 }))),
  residual((x) => pipe(x, layerNorm(), dense(128), gelu, dense(64))),
  dense(49),
  unpatches(7, [28, 28]),
  reshape([784]),
  sigmoid,
)

export default experiment({
  model: autoencoder({ encoder, decoder, loss: mse }),
  data: mnist(),
  split: { validation: 1 / 60 },
  optimiser: adam(oneCycle({ peak: 2e-3 })),
  epochs: 10,
  batchSize: 128,
  seed: 1,
})
