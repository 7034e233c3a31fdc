import { autoencoder, dense, input, mse, pipe, relu } from 'isthmus'

export default autoencoder({
  encoder: pipe(input([784]), dense(128), relu, dense(32)),
  // error: Type '31' is not assignable to type '32'
  decoder: pipe(input([31]), dense(128), relu, dense(784)),
  loss: mse,
})
