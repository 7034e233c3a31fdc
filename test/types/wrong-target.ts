import { autoencoder, dense, input, mse, pipe, relu } from 'isthmus'

export default autoencoder({
  encoder: pipe(input([784]), dense(128), relu, dense(32)),
  // error: Type '784' is not assignable to type '3136'
  decoder: pipe(input([32]), dense(128), relu, dense(784)),
  target: [3136],
  loss: mse,
})
