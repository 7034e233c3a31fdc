import { fromBinary } from '@bufbuild/protobuf'
import type { GraphProto } from 'onnx-buf'
import { ModelProtoSchema } from 'onnx-buf'
import { describe, expect, it } from 'vitest'
import type { Dataset } from '../../../../src/data/index.ts'
import type { Engine } from '../../../../src/engines/index.ts'
import { native, reference } from '../../../../src/engines/index.ts'
import {
  adam,
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
  reshape,
  sigmoid,
} from '../../../../src/index.ts'
import { mirror } from '../../../../src/dsl/index.ts'
import { initialState } from '../../../../src/training/index.ts'
import { rowsOf } from '../../../../src/training/batches.ts'
import { draw, stream } from '../../../../src/random/index.ts'
import { jobFor, minibatchesOf } from '../../../engines/jobs.ts'

const specOf = (groups: number) => {
  const encoder = pipe(
    input([2, 7, 6]),
    conv2d(4, { stride: 2, bias: false }),
    batchNorm(),
    relu,
    conv2d(6, { kernel: 2, groups, padding: 'valid', dilation: 2 }),
    flatten,
    dense(5),
  )
  return autoencoder({ encoder, decoder: pipe(mirror(encoder), sigmoid), loss: mse })
}

const images = (length: number): Dataset => ({
  sizes: [2, 7, 6],
  length,
  values: Float32Array.from(draw(stream(3), length * 84, { kind: 'uniform' })),
})

/** The parameters after two epochs of minibatches of 20 and 8 rows. */
const trained = async (engine: Engine, groups = 2) => {
  const job = jobFor(specOf(groups), adam(0.01), { train: images(48), epochs: 2, batchSize: 20 })
  const session = await engine.open(job.model, job.plan)
  const start = initialState(job.model, job.plan, job.seed, engine.dtype)
  return (await session.train(start, rowsOf(job.train), minibatchesOf(job))).state
}

describe('many rows, which stay innermost from one convolution to the next', () => {
  it.each([
    ['float64', 1e-9],
    ['float32', 1e-3],
  ] as const)('lead where the reference leads, in %s', async (dtype, bound) => {
    const [found, expected] = [await trained(await native({ threads: 1, dtype })), await trained(reference('float64'))]
    for (const kind of ['parameters', 'buffers'] as const)
      for (const [name, { data }] of Object.entries(expected[kind])) {
        const off = Array.from(data, (value, i) => Math.abs(value - (found[kind][name]?.data[i] ?? Number.NaN)))
        expect(Math.max(...off), name).toBeLessThan(bound)
      }
  })

  const operatorsOf = (graph: GraphProto | undefined): ReadonlyArray<string> =>
    (graph?.node ?? []).flatMap(({ opType, attribute }) => [opType, ...attribute.flatMap(({ g }) => operatorsOf(g))])

  it('are turned where they come in and between dense layers and images, nowhere else', async () => {
    let operators: ReadonlyArray<string> = []
    const onGraph = (name: string, graph: Uint8Array): void => {
      if (name === 'train-20') operators = operatorsOf(fromBinary(ModelProtoSchema, graph).graph)
    }
    await trained(await native({ threads: 1, onGraph }), 1)
    expect(operators).toContain('Gather')
    expect(operators).not.toContain('Conv')
    expect(operators).not.toContain('ConvTranspose')
    expect(operators.filter((operator) => operator === 'Transpose').length).toBeLessThanOrEqual(3)
  })

  it('are few at inference, where ONNX Runtime has operators', async () => {
    let operators: ReadonlyArray<string> = []
    const engine = await native({
      threads: 1,
      onGraph: (_, graph) => {
        operators = operatorsOf(fromBinary(ModelProtoSchema, graph).graph)
      },
    })
    const spec = autoencoder({
      encoder: pipe(input([2, 7, 6]), conv2d(3), relu),
      decoder: pipe(input([3, 7, 6]), convTranspose2d(2), flatten, reshape([2, 7, 6])),
      loss: mse,
    })
    const job = jobFor(spec, adam(0.01), { train: images(3) })
    const session = await engine.open(job.model, job.plan)
    await session.infer('reconstruct', initialState(job.model, job.plan, job.seed, 'float32'), rowsOf(job.train))
    expect(operators).toEqual(expect.arrayContaining(['Conv', 'ConvTranspose']))
  })
})
