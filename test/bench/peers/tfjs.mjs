/** TensorFlow.js: core operations and its own Adam, everything of a step inside one tidy. PEER_BACKEND: cpu or wasm. */
import * as tf from '@tensorflow/tfjs'
import { version_wasm as version } from '@tensorflow/tfjs-backend-wasm'
import { gather, onlySquares, serve, timed, Unsupported } from './protocol.mjs'

const backend = process.env.PEER_BACKEND ?? 'wasm'

/** Kernels as TensorFlow has them: ours are [o, i, h, w], and [i, o, h, w] transposed. */
const kernels = (weight, shape) => tf.tidy(() => tf.transpose(tf.tensor(weight, shape), [2, 3, 1, 0]))

/** What a layer computes, on images [N, h, w, c]; its variables go into the list. */
const makers = {
  relu: () => tf.relu,
  sigmoid: () => tf.sigmoid,
  flatten: () => (x) => tf.reshape(tf.transpose(x, [0, 3, 1, 2]), [x.shape[0], -1]),
  reshape:
    ({ sizes: [c, h, w] }) =>
    (x) =>
      tf.transpose(tf.reshape(x, [-1, c, h, w]), [0, 2, 3, 1]),
  dense: (_, weight, bias) => (x) => tf.add(tf.matMul(x, weight), bias),
  conv2d:
    ({ stride = 1, padding = 'same' }, weight, bias) =>
    (x) =>
      tf.add(tf.conv2d(x, weight, stride, padding), bias),
  convTranspose2d:
    ({ channels, kernel = 3, stride = 1, padding = 'same', size }, weight, bias) =>
    (x) => {
      const around = (places) => (padding === 'same' ? places * stride : (places - 1) * stride + kernel - 2 * padding)
      const [height, width] = size ?? x.shape.slice(1, 3).map(around)
      return tf.add(tf.conv2dTranspose(x, weight, [x.shape[0], height, width, channels], stride, padding), bias)
    },
}

const layersOf = (job, part) =>
  job[part].map((layer, i) => {
    const make = makers[layer.layer]
    if (make === undefined) throw new Unsupported(`layer ${layer.layer}`)
    const shape = job.parameters[`${part}.${i}.weight`]
    if (shape === undefined) return make(layer)
    const given = job.parameter(`${part}.${i}.weight`)
    const weight = tf.variable(shape.length === 4 ? kernels(given, shape) : tf.tensor(given, shape))
    return make(layer, weight, tf.variable(tf.tensor1d(job.parameter(`${part}.${i}.bias`))))
  })

const forward = (layers, x) => layers.reduce((h, layer) => layer(h), x)

const open = async (job) => {
  await tf.setBackend(backend)
  await tf.ready()
  const { rate, beta1, beta2, epsilon } = job.adam
  onlySquares(job)
  const [channels, ...image] = job.sizes
  /** Rows as they come: vectors, or images of one channel, which need not be turned. */
  const sizes = image.length === 0 ? [job.width] : [...image, channels]
  if (image.length > 0 && channels !== 1) throw new Unsupported(`rows of ${channels} channels`)
  const begin = () => ({
    encoder: layersOf(job, 'encoder'),
    decoder: layersOf(job, 'decoder'),
    optimiser: tf.train.adam(rate, beta1, beta2, epsilon),
  })
  let state = begin()
  const loss = (x) => {
    const y = forward([...state.encoder, ...state.decoder], x)
    return tf.mean(tf.square(tf.sub(y, x)))
  }
  const run = async (batches) => {
    let last
    for (const rows of batches) {
      last?.dispose()
      const x = tf.tensor(gather(job, rows), [rows.length, ...sizes])
      last = state.optimiser.minimize(() => loss(x), true)
      x.dispose()
    }
    await last.data()
    last.dispose()
  }
  return {
    check: async () => {
      state = begin()
      await run(job.checkOrder)
      const x = tf.tensor(job.x.subarray(0, job.evaluated * job.width), [job.evaluated, ...sizes])
      const [value] = await tf.tidy(() => loss(x)).data()
      return { loss: value }
    },
    train: async ({ steps }) => {
      const batches = Array.from({ length: steps }, (_, i) => job.order[i % job.order.length])
      return { steps, seconds: await timed(() => run(batches)) }
    },
    encode: async ({ rows, times }) => {
      const given = job.x.subarray(0, rows * job.width)
      const seconds = await timed(async () => {
        for (let i = 0; i < times; i++) {
          const code = tf.tidy(() => forward(state.encoder, tf.tensor(given, [rows, ...sizes])))
          await code.data()
          code.dispose()
        }
      })
      return { seconds }
    },
  }
}

await serve(`TensorFlow.js ${version} ${backend}`, open)
