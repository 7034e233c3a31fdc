import { autoencoder, dense, gaussianLikelihood, input, pipe, relu, reshape } from 'isthmus'

export default autoencoder({
  encoder: pipe(input([784]), dense(128), relu, dense(32)),
  // error: Type '3' is not assignable to type '2'
  decoder: pipe(input([32]), dense(128), relu, dense(2352), reshape([784, 3])),
  loss: gaussianLikelihood,
})
