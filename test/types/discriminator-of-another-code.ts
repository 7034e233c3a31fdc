import { adversarialPrior, autoencoder, combine, dense, input, mse, pipe } from 'isthmus'

export default autoencoder({
  encoder: pipe(input([784]), dense(8)),
  decoder: pipe(input([8]), dense(784)),
  // error: Type '10' is not assignable to type '8'
  discriminator: pipe(input([10]), dense(64), dense(1)),
  loss: combine(mse, adversarialPrior),
})
