import { autoencoder, dense, input, mse, pipe, relu } from 'isthmus'

export default autoencoder({
  encoder: pipe(input([784]), dense(128), relu, dense(32)),
  // error: Type '783' is not assignable to type '784'
  decoder: pipe(input([32]), dense(128), relu, dense(783)),
  loss: mse,
})
