import { describe, expect, it } from 'vitest'
import type { Autoencoder, Engine } from '../../src/index.ts'
import {
  adam,
  topK,
  relu,
  powerSpherical,
  l1Activity,
  l0,
  klUniform,
  jumpRelu,
  gateReconstruction,
  gated,
  deadLatents,
  batchTopK,
  auxK,
  autoencoder,
  bernoulli,
  categorical,
  codebook,
  combine,
  commitment,
  dense,
  finiteScalarQuantiser,
  gaussian,
  input,
  kl,
  klBernoulli,
  klCategorical,
  mse,
  pipe,
  tanh,
  vectorQuantiser,
  weighted,
} from '../../src/index.ts'
import { native, reference } from '../../src/engines/index.ts'
import type { HostTensor } from '../../src/tensor/host.ts'
import type * as Named from '../../src/tensor/named.ts'
import { rowsOf } from '../../src/training/batches.ts'
import { initialState } from '../../src/training/index.ts'
import { jobFor, minibatchesOf, rows } from './jobs.ts'

const front = pipe(input([4]), dense(6), tanh)
const back = pipe(input([3]), dense(4))

/** Every code with the terms that look at it. */
const codes: Readonly<Record<string, Autoencoder>> = {
  gaussian: autoencoder({
    encoder: pipe(front, gaussian(3)),
    decoder: back,
    loss: combine(mse, weighted(0.1, kl), kl({ freeBits: 0.01, capacity: 2 })),
  }),
  bernoulli: autoencoder({
    encoder: pipe(front, bernoulli(3)),
    decoder: back,
    loss: combine(mse, weighted(0.1, klBernoulli({ rate: 0.2 }))),
  }),
  'bernoulli, hard': autoencoder({
    encoder: pipe(front, bernoulli(3, { temperature: 0.5, hard: true })),
    decoder: back,
    loss: combine(mse, klBernoulli),
  }),
  categorical: autoencoder({
    encoder: pipe(front, categorical(1, 3)),
    decoder: back,
    loss: combine(mse, weighted(0.1, klCategorical)),
  }),
  'categorical, hard': autoencoder({
    encoder: pipe(front, categorical(1, 3, { temperature: 0.5, hard: true })),
    decoder: back,
    loss: combine(mse, klCategorical),
  }),
  'vectorQuantiser by averages': autoencoder({
    encoder: pipe(front, dense(3), vectorQuantiser(5, { decay: 0.8, restart: 0.3 })),
    decoder: back,
    loss: combine(mse, weighted(0.25, commitment)),
  }),
  'vectorQuantiser by gradient': autoencoder({
    encoder: pipe(front, dense(3), vectorQuantiser(5, { learning: 'gradient', decay: 0.8, restart: 0.3 })),
    decoder: back,
    loss: combine(mse, codebook, weighted(0.25, commitment)),
  }),
  powerSpherical: autoencoder({
    encoder: pipe(front, powerSpherical(3)),
    decoder: back,
    loss: combine(mse, weighted(0.1, klUniform)),
  }),
  finiteScalarQuantiser: autoencoder({
    encoder: pipe(front, dense(3), finiteScalarQuantiser([8, 5, 2])),
    decoder: back,
    loss: mse,
  }),
}

const dictionary = pipe(input([6]), dense(4))

/** Every sparse code with the terms that look at it. */
const sparse: Readonly<Record<string, Autoencoder>> = {
  batchTopK: autoencoder({
    encoder: pipe(input([4]), dense(6), relu, batchTopK(2, { momentum: 0.3 })),
    decoder: dictionary,
    loss: mse,
  }),
  jumpRelu: autoencoder({
    encoder: pipe(input([4]), dense(6), jumpRelu({ threshold: 0.1, bandwidth: 0.5 })),
    decoder: dictionary,
    loss: combine(mse, weighted(0.01, l0)),
  }),
  gated: autoencoder({
    encoder: pipe(input([4]), dense(6, { bias: false }), gated),
    decoder: dictionary,
    loss: combine(mse, weighted(0.01, l1Activity('gate')), gateReconstruction()),
  }),
  'topK of very many': autoencoder({
    encoder: pipe(input([4]), dense(1024), topK(8), relu),
    decoder: pipe(input([1024]), dense(4)),
    loss: combine(mse, weighted(0.01, l1Activity())),
  }),
  'topK with deadLatents': autoencoder({
    encoder: pipe(input([4]), dense(6), deadLatents({ k: 2, after: 2 }, topK(1))),
    decoder: dictionary,
    loss: combine(mse, weighted(0.1, auxK)),
  }),
}

/** All that a few steps lead to on an engine: the losses on the way, parameters and buffers, codes. */
const led = async (engine: Engine, spec: Autoencoder): Promise<Named.Named<ArrayLike<number>>> => {
  const job = jobFor(spec, adam(0.02), { train: rows(40), epochs: 4 })
  const session = await engine.open(job.model, job.plan)
  const first = initialState(job.model, job.plan, job.seed, engine.dtype)
  const { state, outcomes } = await session.train(first, rowsOf(job.train), minibatchesOf(job))
  const numbers = (tensors: Named.Named<HostTensor>) =>
    Object.fromEntries(Object.entries(tensors).map(([name, { data }]) => [name, data]))
  return {
    totals: outcomes.map(({ total }) => total),
    ...numbers(state.parameters),
    ...numbers(state.buffers),
    codes: (await session.infer('encode', state, rowsOf(job.train))).data,
  }
}

describe.each(Object.entries({ ...codes, ...sparse }))('%s', (_, spec) => {
  it.each([
    ['float64', 1e-9],
    ['float32', 2e-4],
  ] as const)('trains alike on native in %s', async (dtype, bound) => {
    const expected = await led(reference('float64'), spec)
    const found = await led(await native({ threads: 1, dtype }), spec)
    expect(Object.keys(found)).toEqual(Object.keys(expected))
    for (const [name, numbers] of Object.entries(expected))
      Array.from(numbers).forEach((value, i) =>
        expect(Math.abs((found[name]?.[i] ?? Number.NaN) - value), `${name}[${i}]`).toBeLessThan(bound),
      )
  })
})

describe('a code on the sphere that is almost certain', () => {
  it.each([75, 83, 87])('learns alike in float32, where log κ is %d', async (logKappa) => {
    const spec = autoencoder({ encoder: pipe(input([4]), powerSpherical(3)), decoder: back, loss: mse })
    const job = jobFor(spec, adam(0.02), { train: rows(40), epochs: 1 })
    const state = initialState(job.model, job.plan, job.seed, 'float32')
    const bias = { shape: [4], data: Float32Array.of(0.5, 0.25, -0.5, logKappa) }
    const weight = { shape: [4, 4], data: Float32Array.from({ length: 16 }, (_, i) => (i % 4 === 3 ? 0 : i / 16)) }
    const parameters = { ...state.parameters, 'encoder.0.bias': bias, 'encoder.0.weight': weight }
    const [batch = { rows: Uint32Array.of(0), noise: {} }] = minibatchesOf(job)
    const gradients = async (engine: Engine) =>
      (
        await (
          await engine.open(job.model, job.plan)
        ).valueAndGradient({ ...state, parameters }, rowsOf(job.train), batch)
      ).gradients
    const found = await gradients(await native({ threads: 1 }))
    for (const [name, { data }] of Object.entries(await gradients(reference('float64'))))
      Array.from(data).forEach((value, i) =>
        expect(Math.abs((found[name]?.data[i] ?? Number.NaN) - value), `${name}[${i}]`).toBeLessThan(1e-5),
      )
  })
})
