/** jax-js: the whole step, loss, gradient and Adam, in one jit, on its WebAssembly device. */
import { readFileSync } from 'node:fs'
import { blockUntilReady, defaultDevice, init, jit, nn, numpy as np, tree, valueAndGrad } from '@jax-js/jax'
import { denseLayers, gather, serve, timed } from './protocol.mjs'

const { version } = JSON.parse(readFileSync(new URL('node_modules/@jax-js/jax/package.json', import.meta.url), 'utf8'))

const forward = (activations, parameters, x) =>
  parameters.reduce((h, { weight, bias }, i) => {
    const y = np.matmul(h, weight).add(bias)
    return activations[i] === undefined ? y : nn[activations[i]](y)
  }, x)

/** One step of Adam on one tensor; every argument is consumed, as jax-js wants it. */
const adam = ({ beta1, beta2, epsilon }, rate, root, [p, g, m, v]) => {
  const first = m.mul(beta1).add(g.ref.mul(1 - beta1))
  const second = v.mul(beta2).add(np.square(g).mul(1 - beta2))
  const size = np.sqrt(second.ref).add(root.mul(epsilon))
  return [p.sub(first.ref.div(size).mul(rate)), first, second]
}

const open = async (job) => {
  await init('wasm')
  defaultDevice('wasm')
  const tensors = (part) =>
    denseLayers(job, part).map(({ shape, weight, bias }) => ({
      weight: np.array(weight).reshape(shape),
      bias: np.array(bias),
    }))
  const activations = ['encoder', 'decoder'].map((part) => denseLayers(job, part).map(({ activation }) => activation))
  const all = activations.flat()
  const zeros = (parameters) => tree.map((p) => np.zeros(p.shape), parameters)
  const begin = () => {
    const parameters = [...tensors('encoder'), ...tensors('decoder')]
    return { parameters, first: zeros(parameters), second: zeros(parameters), t: 0 }
  }
  let state = begin()

  const loss = (parameters, x) => np.mean(np.square(forward(all, parameters, x.ref).sub(x)))
  const step = jit((parameters, first, second, x, rate, root) => {
    const [value, gradients] = valueAndGrad(loss)(tree.ref(parameters), x)
    const [p, treedef] = tree.flatten(parameters)
    const [g, m, v] = [gradients, first, second].map((one) => tree.flatten(one)[0])
    const next = p.map((one, i) => adam(job.adam, rate.ref, root.ref, [one, g[i], m[i], v[i]]))
    rate.dispose()
    root.dispose()
    return [
      value,
      ...[0, 1, 2].map((k) =>
        tree.unflatten(
          treedef,
          next.map((one) => one[k]),
        ),
      ),
    ]
  })

  const run = async (batches) => {
    let last
    for (const rows of batches) {
      state.t++
      const root = Math.sqrt(1 - job.adam.beta2 ** state.t)
      const rate = (job.adam.rate * root) / (1 - job.adam.beta1 ** state.t)
      const x = np.array(gather(job, rows)).reshape([rows.length, job.width])
      last?.dispose()
      const { parameters, first, second, t } = state
      const next = step(parameters, first, second, x, np.array(rate), np.array(root))
      last = next[0]
      // Reading the loss runs the step; without it, the steps wait in a queue and each makes the next slower.
      last.ref.dataSync()
      state = { parameters: next[1], first: next[2], second: next[3], t }
    }
    last.dispose()
    await blockUntilReady(tree.ref(state.parameters))
  }
  const encode = jit((parameters, x) => forward(activations[0], parameters, x))
  return {
    check: async () => {
      state = begin()
      await run(job.checkOrder)
      const x = np.array(job.x.slice(0, job.evaluated * job.width)).reshape([job.evaluated, job.width])
      const [value] = await loss(tree.ref(state.parameters), x).data()
      return { loss: value }
    },
    train: async ({ steps }) => {
      const batches = Array.from({ length: steps }, (_, i) => job.order[i % job.order.length])
      return { steps, seconds: await timed(() => run(batches)) }
    },
    encode: async ({ rows, times }) => {
      const given = job.x.slice(0, rows * job.width)
      const encoder = state.parameters.slice(0, activations[0].length)
      const seconds = await timed(async () => {
        for (let i = 0; i < times; i++)
          await encode(tree.ref(encoder), np.array(given).reshape([rows, job.width])).data()
      })
      return { seconds }
    },
  }
}

await serve(`jax-js ${version}`, open)
