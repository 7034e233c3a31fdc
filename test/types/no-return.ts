import { autoencoder, dense, input, mse, pipe } from 'isthmus'

export default autoencoder({
  encoder: pipe(input([28, 28]), dense(32)),
  // error: Type '784' is not assignable to type '28'
  decoder: pipe(input([28, 32]), dense(784)),
  loss: mse,
})
