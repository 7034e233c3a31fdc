import { adversarialPrior, autoencoder, combine, dense, input, mse, pipe } from 'isthmus'

export default autoencoder({
  encoder: pipe(input([784]), dense(8)),
  decoder: pipe(input([8]), dense(784)),
  // error: Type '"discriminator"' is not assignable to type '"code"'
  loss: combine(mse, adversarialPrior),
})
