import { autoencoder, codebook, dense, input, pipe, vectorQuantiser } from 'isthmus'

export default autoencoder({
  encoder: pipe(input([784]), dense(20), vectorQuantiser(64)),
  decoder: pipe(input([20]), dense(784)),
  // error: Type '"chosen"' is not assignable to type '"code" | "quantised" | "unquantised"'
  loss: codebook,
})
