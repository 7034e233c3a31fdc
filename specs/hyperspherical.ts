/** A VAE on the unit sphere (Davidson et al. 2018, with the power spherical distribution of De Cao and Aziz 2020). */
import { adam, autoencoder, bce, combine, dense, experiment, input, klUniform, mnist, oneCycle } from 'isthmus'
import { pipe, powerSpherical, relu, sigmoid, summed } from 'isthmus'

const he = { initialiser: 'heNormal' } as const

const model = autoencoder({
  encoder: pipe(input([784]), dense(400, he), relu, dense(200, he), relu, powerSpherical(11)),
  decoder: pipe(input([11]), dense(200, he), relu, dense(400, he), relu, dense(784), sigmoid),
  loss: combine(summed(bce), klUniform),
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
