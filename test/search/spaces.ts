import * as Either from 'fp-ts/lib/Either.js'
import type { Fallible } from '../../src/codec/index.ts'
import {
  adam,
  autoencoder,
  csv,
  dense,
  experiment,
  input,
  mse,
  pipe,
  relu,
  Search,
  standard,
  tanh,
} from '../../src/index.ts'
import type { Space } from '../../src/search/index.ts'
import { decodeSpace } from '../../src/search/index.ts'

const { choice, integer, logUniform, space } = Search

export const right = <A>(result: Fallible<A>): A => {
  if (Either.isLeft(result)) throw new Error(JSON.stringify(result.left))
  return result.right
}

/** Distributions of all kinds over rows of three numbers, with a hyperparameter that exists in one option alone. */
export const smallFile = () => {
  const code = integer(1, 2)
  return space(
    experiment({
      model: autoencoder({
        encoder: pipe(
          input([3]),
          choice.layers(
            (net) => pipe(net, dense(integer(4, 16, { log: true, name: 'width' })), relu),
            (net) => net,
          ),
          dense(code),
        ),
        decoder: pipe(input([code]), dense(8), choice(relu, tanh), dense(3)),
        loss: mse,
      }),
      data: csv('rows.csv'),
      preprocessing: [standard()],
      split: { validation: 0.2, test: 0.2 },
      optimiser: adam(logUniform(1e-3, 1e-1)),
      epochs: 9,
      batchSize: choice(16, 32),
      seed: 3,
    }),
  )
}

export const small = (): Space => right(decodeSpace(smallFile()))

/** Points near a curve in three dimensions. */
export const curve = (length: number): ReadonlyArray<ReadonlyArray<number>> =>
  Array.from({ length }, (_, i) => {
    const t = Math.sin(i * 1.7)
    return [t, t * t + 0.1 * Math.cos(i * 2.3), Math.sin(3 * t)]
  })
