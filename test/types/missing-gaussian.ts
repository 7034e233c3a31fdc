import { autoencoder, dense, importanceWeighted, input, pipe } from 'isthmus'

export default autoencoder({
  encoder: pipe(input([784]), dense(20)),
  decoder: pipe(input([20]), dense(784)),
  // error: Type '"logVariance" | "mean"' is not assignable to type '"code"'
  loss: importanceWeighted(50, 'bceWithLogits'),
})
