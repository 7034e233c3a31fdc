import { autoencoder, dense, input, negativeBinomial, pipe, relu } from 'isthmus'

export default autoencoder({
  encoder: pipe(input([784]), dense(128), relu, dense(32)),
  // error: Source has 1 element(s) but target requires 2
  decoder: pipe(input([32]), dense(128), relu, dense(784)),
  loss: negativeBinomial,
})
