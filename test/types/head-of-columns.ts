import { autoencoder, bceWithLogits, columnLikelihoods, dense, input, negativeBinomial, pipe } from 'isthmus'

export default autoencoder({
  encoder: pipe(input([5]), dense(2)),
  // error: Type '7' is not assignable to type '8'
  decoder: pipe(input([2]), dense(7)),
  loss: columnLikelihoods([
    { columns: 2, likelihood: bceWithLogits },
    { columns: 3, likelihood: negativeBinomial },
  ]),
})
