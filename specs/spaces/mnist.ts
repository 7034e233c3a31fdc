/** A space of denoising autoencoders with 32 entries in the code: depth, widths, noise, activation and learning rate. */
import { adam, autoencoder, dense, experiment, input, mnist, mse, oneCycle, pipe, relu, Search, sigmoid } from 'isthmus'
import { gaussianNoise, gelu } from 'isthmus'

const { choice, integer, logUniform, space, uniform } = Search

const width = integer(64, 512, { log: true, name: 'width' })
const depth = choice.named('depth')

export default space(
  experiment({
    model: autoencoder({
      encoder: pipe(
        input([784]),
        gaussianNoise(uniform(0, 0.4)),
        depth.layers(
          (net) => pipe(net, dense(width), choice.named('activation')(relu, gelu)),
          (net) => pipe(net, dense(width), relu, dense(width), relu),
        ),
        dense(32),
      ),
      decoder: pipe(
        input([32]),
        depth.layers(
          (net) => pipe(net, dense(width), choice.named('activation')(relu, gelu)),
          (net) => pipe(net, dense(width), relu, dense(width), relu),
        ),
        dense(784),
        sigmoid,
      ),
      loss: mse,
    }),
    data: mnist(),
    split: { validation: 1 / 6 },
    optimiser: adam(oneCycle({ peak: logUniform(3e-4, 1e-2) })),
    epochs: 9,
    batchSize: 128,
    seed: 1,
  }),
)
