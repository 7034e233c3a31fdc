/** TensorFlow.js: core operations and its own Adam, everything of a step inside one tidy. PEER_BACKEND: cpu or wasm. */
import * as tf from '@tensorflow/tfjs'
import { version_wasm as version } from '@tensorflow/tfjs-backend-wasm'
import { denseLayers, gather, serve, timed } from './protocol.mjs'

const backend = process.env.PEER_BACKEND ?? 'wasm'

const activations = { relu: tf.relu, sigmoid: tf.sigmoid }

const forward = (layers, x) =>
  layers.reduce((h, { weight, bias, activation }) => {
    const y = tf.add(tf.matMul(h, weight), bias)
    return activation === undefined ? y : activations[activation](y)
  }, x)

const open = async (job) => {
  await tf.setBackend(backend)
  await tf.ready()
  const { rate, beta1, beta2, epsilon } = job.adam
  const variables = (part) =>
    denseLayers(job, part).map(({ shape, weight, bias, activation }) => ({
      weight: tf.variable(tf.tensor2d(weight, shape)),
      bias: tf.variable(tf.tensor1d(bias)),
      activation,
    }))
  const begin = () => ({
    encoder: variables('encoder'),
    decoder: variables('decoder'),
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
      const x = tf.tensor2d(gather(job, rows), [rows.length, job.width])
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
      const x = tf.tensor2d(job.x.subarray(0, job.evaluated * job.width), [job.evaluated, job.width])
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
          const code = tf.tidy(() => forward(state.encoder, tf.tensor2d(given, [rows, job.width])))
          await code.data()
          code.dispose()
        }
      })
      return { seconds }
    },
  }
}

await serve(`TensorFlow.js ${version} ${backend}`, open)
