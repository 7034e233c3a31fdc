/**
 * Isthmus as its user has it: the built package, its own `train` with its own drawing of minibatches and its own pace.
 * ENGINE: native, web or reference; PEER_THREADS: how many threads, its own choice where it is not said.
 */
import * as isthmus from 'isthmus'
import { serve, timed } from './peers/protocol.mjs'

const { ENGINE: name = 'native', PEER_THREADS: threads } = process.env

const right = (result) => {
  if ('right' in result) return result.right
  throw new Error(isthmus.Codecs.drawFaults(result.left))
}

const open = async (job) => {
  const engine = await isthmus.engines[name](threads === undefined ? {} : { threads: Number(threads) })
  const model = right(isthmus.elaborate(isthmus.library, job.spec))
  const { rate, beta1, beta2, epsilon } = job.adam
  const optimiser = isthmus.adam(rate, { beta1, beta2, epsilon })
  const optimisers = { optimiser, ...(job.discriminator === undefined ? {} : { discriminatorOptimiser: optimiser }) }
  const planFor = (total) => right(isthmus.Models.buildPlan(isthmus.library, optimisers, model, total))
  const rows = (count) => ({ sizes: job.sizes, length: count, values: job.x.subarray(0, count * job.width) })
  const training = (data, epochs) => {
    const total = epochs * isthmus.Training.stepsPerEpoch(data.length, job.batchSize)
    const plan = planFor(total)
    const seed = isthmus.Random.stream(job.seed)
    const { batchSize } = job
    return isthmus.Training.train({ model, plan, seed, train: data, validation: rows(0), epochs, batchSize }, engine)
  }
  const session = await engine.open(model, planFor(1))

  const endless = training(rows(job.rows), 1e6)
  let taken = 0
  /** Takes at least so many steps: whole chunks, as training does. */
  const advance = async (steps) => {
    const before = taken
    for (let done = 0; done < steps; done = taken - before) {
      const { value } = await endless.next()
      if (value.kind === 'step') taken = value.step
    }
    return taken - before
  }

  let state
  return {
    check: async () => {
      const progress = training(rows(job.checkOrder.length * job.batchSize), 1)
      let next = await progress.next()
      while (next.done !== true) next = await progress.next()
      state = next.value.state
      const { total } = await isthmus.Training.evaluate(session, state, rows(job.evaluated))
      return { loss: total }
    },
    train: async ({ steps }) => {
      let done = 0
      const seconds = await timed(async () => {
        done = await advance(steps)
      })
      return { steps: done, seconds }
    },
    encode: async ({ rows: count, times }) => {
      const given = rows(count)
      const seconds = await timed(async () => {
        for (let i = 0; i < times; i++) await isthmus.Training.infer(session, 'encode', state, given)
      })
      return { seconds }
    },
  }
}

await serve(`Isthmus, engine ${name}`, open)
