/** A linear autoencoder with tied weights: it finds the subspace of PCA (Baldi and Hornik 1989). */
import { adam, autoencoder, dense, experiment, input, mirror, mnist, mse, oneCycle, pipe } from 'isthmus'

const encoder = pipe(input([784]), dense(32))

const model = autoencoder({
  encoder,
  decoder: mirror(encoder, { tied: true }),
  loss: mse,
})

export default experiment({
  model,
  data: mnist(),
  split: { validation: 1 / 60 },
  optimiser: adam(oneCycle({ peak: 2e-3 })),
  epochs: 20,
  batchSize: 128,
  seed: 1,
})
