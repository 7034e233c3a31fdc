import { autoencoder, combine, dense, gaussianLikelihood, input, mse, pipe, reshape } from 'isthmus'

export default autoencoder({
  encoder: pipe(input([8]), dense(2)),
  // error: is not assignable to type 'never'
  decoder: pipe(input([2]), dense(16), reshape([8, 2])),
  loss: combine(mse, gaussianLikelihood),
})
