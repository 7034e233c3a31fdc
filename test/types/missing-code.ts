import {
  autoencoder,
  auxK,
  bernoulli,
  categorical,
  commitment,
  dense,
  gateReconstruction,
  gaussian,
  input,
  jumpRelu,
  klBernoulli,
  klCategorical,
  klUniform,
  l0,
  pipe,
  topK,
  totalCorrelation,
} from 'isthmus'

const front = pipe(input([784]), dense(20))
const decoder = pipe(input([20]), dense(784))

export default [
  // error: Type '"logVariance"' is not assignable to type '"code"'
  autoencoder({ encoder: front, decoder, loss: totalCorrelation() }),
  // error: Type '"logOdds"' is not assignable to type '"code" | "logVariance" | "mean"'
  autoencoder({ encoder: pipe(front, gaussian(20)), decoder, loss: klBernoulli }),
  // error: Type '"logits"' is not assignable to type '"code" | "logOdds"'
  autoencoder({ encoder: pipe(front, bernoulli(20)), decoder, loss: klCategorical }),
  // error: Type '"divergence"' is not assignable to type '"code" | "logits"'
  autoencoder({ encoder: pipe(front, categorical(4, 5)), decoder, loss: klUniform }),
  // error: Type '"quantised" | "unquantised"' is not assignable to type '"code"'
  autoencoder({ encoder: front, decoder, loss: commitment }),
  // error: Type '"active"' is not assignable to type '"code"'
  autoencoder({ encoder: pipe(front, topK(4)), decoder, loss: l0 }),
  // error: Type '"dead"' is not assignable to type '"code"'
  autoencoder({ encoder: pipe(front, topK(4)), decoder, loss: auxK() }),
  // error: Type '"gate"' is not assignable to type '"active" | "code"'
  autoencoder({ encoder: pipe(front, jumpRelu()), decoder, loss: gateReconstruction() }),
]
