/** The conversation with test/bench/main.ts: a line of JSON in, a line of JSON out, and silence between turns. */
import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { createInterface } from 'node:readline'

/** A job that this contestant cannot do. */
export class Unsupported extends Error {}

const bytesOf = (folder, name) => {
  const { buffer, byteOffset, byteLength } = readFileSync(join(folder, name))
  return buffer.slice(byteOffset, byteOffset + byteLength)
}

const grouped = (numbers, size) =>
  Array.from({ length: numbers.length / size }, (_, i) => numbers.slice(i * size, (i + 1) * size))

/** A job as it lies in its folder: data, minibatch orders and initial weights are the same for everyone. */
export const readJob = (folder) => {
  const job = JSON.parse(readFileSync(join(folder, 'job.json'), 'utf8'))
  return {
    ...job,
    width: job.sizes.reduce((all, size) => all * size, 1),
    x: new Float32Array(bytesOf(folder, 'x.f32')),
    checkOrder: grouped(new Int32Array(bytesOf(folder, 'check.u32')), job.batchSize),
    order: grouped(new Int32Array(bytesOf(folder, 'order.u32')), job.batchSize),
    parameter: (name) => new Float32Array(bytesOf(folder, `${name}.f32`)),
  }
}

/** Refuses what is not the mean squared error alone. */
export const onlySquares = ({ loss }) => {
  const [{ term, ...settings }, ...others] = loss
  if (term !== 'mse' || others.length > 0 || Object.keys(settings).length > 0)
    throw new Unsupported(`loss ${loss.map((one) => one.term).join(', ')}`)
}

/** Weights, biases and the activation behind each dense layer of a part, for peers that know nothing else. */
export const denseLayers = (job, part) => {
  onlySquares(job)
  const found = []
  job[part].forEach(({ layer }, i) => {
    if (layer === 'dense')
      found.push({
        shape: job.parameters[`${part}.${i}.weight`],
        weight: job.parameter(`${part}.${i}.weight`),
        bias: job.parameter(`${part}.${i}.bias`),
      })
    else if (['relu', 'sigmoid'].includes(layer) && found.length > 0 && found.at(-1).activation === undefined)
      found.at(-1).activation = layer
    else throw new Unsupported(`layer ${layer}`)
  })
  return found
}

/** Copies rows of the data, one after the other: a minibatch. */
export const gather = ({ x, width }, rows) => {
  const batch = new Float32Array(rows.length * width)
  rows.forEach((row, i) => batch.set(x.subarray(row * width, (row + 1) * width), i * width))
  return batch
}

/** Seconds that some work took. */
export const timed = async (work) => {
  const start = performance.now()
  await work()
  return (performance.now() - start) / 1000
}

// Only answers go where the other side listens.
console.log = console.error
console.info = console.error

/** Opens the job, then answers requests until the other side closes. `open` gives a handler by request. */
export const serve = async (version, open) => {
  const say = (value) => process.stdout.write(`${JSON.stringify(value)}\n`)
  let handlers
  try {
    handlers = await open(readJob(process.argv[2]))
  } catch (error) {
    if (!(error instanceof Unsupported)) throw error
    say({ unsupported: error.message })
    return
  }
  say({ ready: version })
  for await (const line of createInterface({ input: process.stdin })) {
    const request = JSON.parse(line)
    const handler = handlers[request.do]
    say(handler === undefined ? { unsupported: request.do } : await handler(request))
  }
  process.exit(0)
}
