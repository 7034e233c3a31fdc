import {
  autoencoder,
  combine,
  contractive,
  dense,
  dropout,
  elu,
  gaussianNoise,
  gelu,
  identity,
  input,
  klSparsity,
  l1Activity,
  leakyRelu,
  mirror,
  mse,
  parallel,
  pipe,
  relu,
  residual,
  sigmoid,
  softmax,
  tanh,
  tap,
  weighted,
} from 'isthmus'
import type { Net } from 'isthmus'

/** Exactly the same type, in both directions. */
type Same<A, B> = (<T>() => T extends A ? 1 : 2) extends <T>() => T extends B ? 1 : 2 ? true : false
const same = <A, B>(_: Same<A, B>): void => undefined

const encoder = pipe(input([784]), gaussianNoise(0.1), dense(128), relu, tap('hidden'), dropout(0.2), dense(32))
same<typeof encoder, Net<readonly [784], readonly [32], 'hidden'>>(true)

const back = mirror(encoder, { tied: true })
same<typeof back, Net<readonly [32], readonly [784], never>>(true)

const wide = pipe(
  input([64]),
  residual((x) => pipe(x, dense(16), gelu, dense(64))),
  softmax,
  identity,
  leakyRelu(0.1),
)
same<typeof wide, Net<readonly [64], readonly [64], never>>(true)

const both = pipe(
  input([64]),
  parallel(
    (x) => pipe(x, dense(99), elu()),
    (x) => pipe(x, dense(1), tanh, tap('one')),
  ),
)
same<typeof both, Net<readonly [64], readonly [100], 'one'>>(true)

const sequence = pipe(input([10, 8]), dense(3))
same<typeof sequence, Net<readonly [10, 8], readonly [10, 3], never>>(true)

export const model = autoencoder({
  encoder,
  decoder: pipe(back, sigmoid),
  loss: combine(mse, weighted(0.1, klSparsity(0.1, 'hidden')), l1Activity(), contractive()),
})

/** A size that is known only when the program runs falls back to the check there. */
export const measured = (columns: number) =>
  autoencoder({
    encoder: pipe(input([columns]), dense(8), tanh, dense(2)),
    decoder: pipe(input([2]), dense(8), tanh, dense(columns)),
    loss: mse,
  })
