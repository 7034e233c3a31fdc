import { autoencoder, dense, input, l1Activity, pipe } from 'isthmus'

export default autoencoder({
  encoder: pipe(input([784]), dense(32)),
  decoder: pipe(input([32]), dense(784)),
  // error: Type '"hidden"' is not assignable to type '"code"'
  loss: l1Activity('hidden'),
})
