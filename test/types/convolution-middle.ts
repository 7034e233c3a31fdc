import { conv1d, conv2d, dense, flatten, input, pipe, relu, reshape, residual, tanh } from 'isthmus'

/** A dense layer on what is still an image. */
export const forgotten = pipe(
  input([1, 28, 28]),
  conv2d(16, { stride: 2 }),
  relu,
  conv2d(32, { stride: 2 }),
  relu,
  // error within 3: 'Net<readonly [1, 28, 28], readonly [32, 7, 7], never>' is not assignable to type 'Net<readonly [1, 28, 28], Vectors, never>'
  dense(128),
  relu,
  dense(64),
  relu,
  dense(32),
)

/** A sequence where there are images. */
export const flatter = pipe(
  input([1, 28, 28]),
  conv2d(16, { stride: 2 }),
  relu,
  conv2d(32, { stride: 2 }),
  relu,
  // error within 3: 'Net<readonly [1, 28, 28], readonly [32, 7, 7], never>' is not assignable to type 'Net<readonly [1, 28, 28], readonly [number, number], never>'
  conv1d(64, { stride: 2 }),
  relu,
  conv1d(64),
  flatten,
  dense(32),
)

/** A body that comes out smaller than it goes in. */
export const smaller = pipe(
  input([1, 28, 28]),
  conv2d(16, { stride: 2 }),
  relu,
  conv2d(16),
  // error within 3: 'Net<readonly [16, 14, 14], readonly [16, 12, 12], never>' is not assignable to type 'Net<readonly [16, 14, 14], readonly [16, 14, 14], never>'
  residual((x) => pipe(x, conv2d(16, { padding: 'valid' }), tanh)),
  relu,
  conv2d(32, { stride: 2 }),
  flatten,
  dense(64),
  dense(32),
)

/** Entries that do not make the sizes. */
export const reshaped = pipe(
  input([32]),
  dense(64),
  relu,
  dense(1568),
  relu,
  // error within 3: 1568 entries do not make 2048
  reshape([32, 8, 8]),
  conv2d(16),
  relu,
  conv2d(8),
  relu,
)
