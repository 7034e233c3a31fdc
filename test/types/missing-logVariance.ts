import { autoencoder, combine, dense, dip, input, mse, pipe, tap } from 'isthmus'

const encoder = pipe(input([784]), dense(32), tap('mean'))

/** The first variant looks at the mean alone. */
export const first = autoencoder({
  encoder,
  decoder: pipe(input([32]), dense(784)),
  loss: combine<'mean'>(mse, dip('I')),
})

export const second = autoencoder({
  encoder,
  decoder: pipe(input([32]), dense(784)),
  // error: Type '"logVariance"' is not assignable to type '"code" | "mean"'
  loss: dip('II'),
})
