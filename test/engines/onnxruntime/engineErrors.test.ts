import { fromBinary } from '@bufbuild/protobuf'
import type { GraphProto } from 'onnx-buf'
import { ModelProtoSchema } from 'onnx-buf'
import { describe, expect, it } from 'vitest'
import { compiled } from '../../../src/engines/onnxruntime/compiled.ts'
import { EngineError, native } from '../../../src/engines/index.ts'
import { nativeRuntime } from '../../../src/engines/onnxruntime/native.ts'
import type { Runtime } from '../../../src/engines/onnxruntime/runtime.ts'
import {
  adam,
  append,
  autoencoder,
  bce,
  built,
  Codecs,
  Derived,
  dense,
  gelu,
  input,
  defineLayer,
  mse,
  pipe,
  sigmoid,
  tanh,
} from '../../../src/index.ts'
import type { Net, Autoencoder, Layers } from '../../../src/index.ts'
import { rowsOf } from '../../../src/training/batches.ts'
import { initialState } from '../../../src/training/index.ts'
import { jobFor, minibatchesOf } from '../jobs.ts'

const operatorsIn = ({ node }: GraphProto): ReadonlyArray<string> =>
  node.flatMap(({ opType, attribute }) => [
    opType,
    ...attribute.flatMap(({ g }) => (g === undefined ? [] : operatorsIn(g))),
  ])

/** A runtime that has no such operator. */
const without = async (operator: string): Promise<Runtime> => {
  const runtime = await nativeRuntime({ threads: 1 })
  return {
    ...runtime,
    load: (bytes, loading) => {
      const { graph } = fromBinary(ModelProtoSchema, bytes)
      const has = graph !== undefined && operatorsIn(graph).includes(operator)
      return has ? Promise.reject(new Error(`no kernel for ${operator}\nat line 3`)) : runtime.load(bytes, loading)
    },
  }
}

const wave = defineLayer({
  name: 'wave',
  summary: 'The sine of every entry.',
  codec: () => Codecs.struct({}),
  build: (_settings, sizes) =>
    built({
      output: sizes,
      program: (A, { x }) => ({
        y: A.sin(x),
        aux: {},
        buffers: {},
        pullback: (dy) => ({ dx: Derived.times(A, dy, A.cos(x)), dparameters: {} }),
      }),
    }),
})

const waved = <I extends ReadonlyArray<number>, O extends ReadonlyArray<number>, Aux extends string>(
  net: Net<I, O, Aux>,
): Net<I, O, Aux> => append(net, { layer: 'wave' })

const model = (encoder: Net<readonly [4], readonly [2], string>): Autoencoder =>
  autoencoder({ encoder, decoder: pipe(input([2]), dense(4), sigmoid), loss: bce })

/** How training on a runtime fails. */
const failureOf = async (runtime: Runtime, spec: Autoencoder, layers: Layers = {}): Promise<unknown> => {
  const job = jobFor(spec, adam(0.01), {}, layers)
  const session = await compiled(runtime).open(job.model, job.plan)
  const state = initialState(job.model, job.plan, job.seed, 'float32')
  return session.train(state, rowsOf(job.train), minibatchesOf(job)).then(
    () => undefined,
    (error: unknown) => error,
  )
}

const faultOf = (error: unknown) => {
  if (!(error instanceof EngineError)) throw new Error(`not an EngineError: ${String(error)}`)
  return error.fault
}

describe('a program that ONNX Runtime refuses', () => {
  it('is a fault that names the layer', async () => {
    const spec = model(pipe(input([4]), dense(3), gelu, dense(2)))
    const fault = faultOf(await failureOf(await without('Erf'), spec))
    expect(fault).toMatchObject({
      fault: 'not compiled',
      where: 'encoder.layers[1] (gelu)',
      expected: 'a program that ONNX Runtime can run in float32',
      found: 'no kernel for Erf',
    })
    expect(fault.remedy).toContain('use the reference engine')
  })

  it('also a user’s own, by its pullback', async () => {
    const spec = model(pipe(input([4]), dense(3), tanh, dense(2), waved))
    expect(faultOf(await failureOf(await without('Cos'), spec, { wave: wave.definition })).where).toBe(
      'encoder.layers[3] (wave)',
    )
  })

  it('or says that no layer alone is to blame', async () => {
    const spec = model(pipe(input([4]), dense(2)))
    expect(faultOf(await failureOf(await without('Loop'), spec)).where).toMatch(/^the graph "train-16" of the loss/)
  })

  it('is not kept: the next try loads again', async () => {
    const runtime = await nativeRuntime({ threads: 1 })
    let broken = true
    const sick: Runtime = {
      ...runtime,
      load: (...given) => (broken ? Promise.reject(new Error('busy')) : runtime.load(...given)),
    }
    const job = jobFor(model(pipe(input([4]), dense(2))), adam(0.01))
    const session = await compiled(sick).open(job.model, job.plan)
    const state = initialState(job.model, job.plan, job.seed, 'float32')
    await expect(session.evaluate(state, rowsOf(job.train))).rejects.toThrow('busy')
    broken = false
    expect((await session.evaluate(state, rowsOf(job.train))).total).toEqual(expect.any(Number))
  })
})

describe('a run that fails', () => {
  it('is a fault of the engine that names the graph and keeps the cause', async () => {
    const runtime = await nativeRuntime({ threads: 1 })
    const cause = new Error('an index is beyond its axis\nsomewhere')
    const failing: Runtime = {
      ...runtime,
      load: async (...given) => ({ ...(await runtime.load(...given)), run: () => Promise.reject(cause) }),
    }
    const error = await failureOf(failing, model(pipe(input([4]), dense(2))))
    expect(faultOf(error)).toMatchObject({
      fault: 'engine failure',
      where: 'engine native, graph "train-16"',
      found: 'an index is beyond its axis',
    })
    expect(error instanceof Error && error.cause).toBe(cause)
  })

  it('also where ONNX Runtime itself refuses what it is given', async () => {
    const engine = await native({ threads: 1 })
    const job = jobFor(model(pipe(input([4]), dense(2))), adam(0.01))
    const session = await engine.open(job.model, job.plan)
    const state = initialState(job.model, job.plan, job.seed, 'float32')
    const narrow = { x: { shape: [2, 3], data: new Float32Array(6) } }
    const error: unknown = await session.infer('encode', state, narrow).then(
      () => undefined,
      (failure: unknown) => failure,
    )
    expect(faultOf(error)).toMatchObject({ fault: 'engine failure', where: 'engine native, graph "encode"' })
  })
})

describe('memory that ends', () => {
  const causes = ['std::bad_alloc', 'Failed to allocate memory for requested buffer of size 4096', 'Aborted(OOM)']
  it('is told as such and no layer is blamed, while a graph loads and while it runs', async () => {
    const runtime = await nativeRuntime({ threads: 1 })
    for (const cause of causes) {
      const loading: Runtime = { ...runtime, load: () => Promise.reject(new Error(cause)) }
      const running: Runtime = {
        ...runtime,
        load: async (...given) => ({
          ...(await runtime.load(...given)),
          run: () => Promise.reject(new RangeError(cause)),
        }),
      }
      for (const full of [loading, running])
        expect(faultOf(await failureOf(full, model(pipe(input([4]), dense(2)))))).toMatchObject({
          fault: 'too large',
          where: 'engine native, graph "train-16"',
          found: cause,
          remedy: expect.stringContaining('a smaller batch'),
        })
    }
  })
})

describe('onGraph', () => {
  it('is given every graph once, by a name that says what it is for', async () => {
    const seen: Array<readonly [string, Uint8Array]> = []
    const engine = await native({ threads: 1, onGraph: (name, graph) => seen.push([name, graph]) })
    const job = jobFor(
      autoencoder({ encoder: pipe(input([4]), dense(2)), decoder: pipe(input([2]), dense(4)), loss: mse }),
      adam(0.01),
    )
    const session = await engine.open(job.model, job.plan)
    const state = initialState(job.model, job.plan, job.seed, 'float32')
    const data = rowsOf(job.train)
    const masked = { ...data, mask: { shape: data.x.shape, data: new Float32Array(data.x.data.length).fill(1) } }
    for (let round = 0; round < 2; round++) {
      await session.train(state, data, minibatchesOf(job))
      await session.infer('encode', state, data)
      await session.evaluate(state, data)
      await session.evaluate(state, masked)
    }
    expect(seen.map(([name]) => name)).toEqual(['train-16', 'train-2', 'encode', 'loss', 'loss-masked'])
    for (const [name, bytes] of seen) {
      const { graph, producerName } = fromBinary(ModelProtoSchema, bytes)
      expect(producerName).toBe('isthmus')
      expect((graph === undefined ? [] : operatorsIn(graph)).includes('Loop')).toBe(name.startsWith('train'))
    }
  })
})
