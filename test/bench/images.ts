import {
  autoencoder,
  batchNorm,
  conv2d,
  convTranspose2d,
  dense,
  flatten,
  input,
  mse,
  pipe,
  relu,
  sigmoid,
} from '../../src/index.ts'
import { mirror } from '../../src/dsl/index.ts'

/** A stride of 2 as PyTorch's users write it: zeros on both sides. */
const half = { stride: 2, padding: 1 } as const

const encoder = pipe(input([1, 28, 28]), conv2d(16, half), relu, conv2d(32, half), relu, flatten, dense(32))

export const convolutional = autoencoder({ encoder, decoder: pipe(mirror(encoder), sigmoid), loss: mse })

/** Wider, deeper, normalised, and with a code that is an image. */
export const deep = autoencoder({
  encoder: pipe(
    input([1, 28, 28]),
    conv2d(32, { padding: 1 }),
    relu,
    conv2d(64, half),
    relu,
    conv2d(128, half),
    batchNorm(),
    relu,
  ),
  decoder: pipe(
    input([128, 7, 7]),
    convTranspose2d(64, { ...half, size: [14, 14] }),
    batchNorm(),
    relu,
    convTranspose2d(32, { ...half, size: [28, 28] }),
    relu,
    convTranspose2d(1, { padding: 1 }),
    sigmoid,
  ),
  loss: mse,
})
