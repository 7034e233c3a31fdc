/** Handwritten digits through strided convolutions and back the mirrored way: a code of 32 with a tenth of the weights. */
import { adam, autoencoder, conv2d, dense, experiment, flatten, input, mirror, mnist, mse } from 'isthmus'
import { oneCycle, pipe, relu, reshape, sigmoid } from 'isthmus'

const half = { stride: 2, initialiser: 'heNormal' } as const
const encoder = pipe(
  input([784]),
  reshape([1, 28, 28]),
  conv2d(16, half),
  relu,
  conv2d(32, half),
  relu,
  flatten,
  dense(32),
)

export default experiment({
  model: autoencoder({ encoder, decoder: pipe(mirror(encoder), sigmoid), loss: mse }),
  data: mnist(),
  split: { validation: 1 / 60 },
  optimiser: adam(oneCycle({ peak: 4e-3 })),
  epochs: 10,
  batchSize: 128,
  seed: 1,
})
