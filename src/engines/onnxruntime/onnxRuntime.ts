import type { HostTensor } from '../../tensor/host.ts'
import * as Named from '../../tensor/named.ts'
import type { Feed, LoadOptions, Runnable } from './runtime.ts'

/** What is used of ONNX Runtime's interface, the same in Node and in the browser. */
export interface OnnxRuntime {
  readonly InferenceSession: {
    readonly create: (graph: Uint8Array, options: SessionOptions) => Promise<OnnxSession>
  }
  readonly Tensor: new (
    type: 'float32' | 'float64' | 'int32',
    data: Feed['data'],
    dims: ReadonlyArray<number>,
  ) => OnnxTensor
}

interface SessionOptions {
  readonly graphOptimizationLevel: 'all' | 'basic'
  readonly executionMode: 'sequential'
  readonly enableCpuMemArena: boolean
  readonly intraOpNumThreads: number
  readonly interOpNumThreads: 1
  /** Errors only: what ONNX Runtime warns of is nothing that a user can change. */
  readonly logSeverityLevel: 3
  /** Settings of ONNX Runtime that its interface for JavaScript has no names for. */
  readonly extra?: { readonly session: { readonly set_denormal_as_zero: '1' } }
}

interface OnnxTensor {
  readonly data: unknown
  readonly dims: ReadonlyArray<number>
}

interface OnnxSession {
  readonly inputNames: ReadonlyArray<string>
  readonly outputNames: ReadonlyArray<string>
  readonly run: (feeds: Named.Named<OnnxTensor>, outputs: ReadonlyArray<string>) => Promise<Named.Named<OnnxTensor>>
  readonly release: () => Promise<void>
}

const typeOf = (data: Feed['data']): 'float32' | 'float64' | 'int32' =>
  data instanceof Float32Array ? 'float32' : data instanceof Float64Array ? 'float64' : 'int32'

const received = ({ data, dims }: OnnxTensor): HostTensor => {
  if (data instanceof Float32Array || data instanceof Float64Array) return { data, shape: [...dims] }
  throw new TypeError('a graph gave something else than real numbers')
}

/** Some operators are fused into others that ONNX Runtime has for float32 alone: x · sigmoid x into QuickGelu. */
const optimisation = { float32: 'all', float64: 'basic' } as const

/**
 * Numbers too small to be normal count as 0. Adam's first moment of a weight that has no gradient any more halves every
 * seven steps: after a thousand, a processor takes a hundred times as long for it.
 */
const withoutDenormals: Pick<SessionOptions, 'extra'> = { extra: { session: { set_denormal_as_zero: '1' } } }

/** A session of ONNX Runtime as a runnable graph. */
export const loadWith = async (
  ort: OnnxRuntime,
  graph: Uint8Array,
  { threads, dtype, releasesMemory = false }: LoadOptions,
  flushDenormals = false,
): Promise<Runnable> => {
  const session = await ort.InferenceSession.create(graph, {
    graphOptimizationLevel: optimisation[dtype],
    executionMode: 'sequential',
    enableCpuMemArena: !releasesMemory,
    intraOpNumThreads: threads,
    interOpNumThreads: 1,
    logSeverityLevel: 3,
    ...(flushDenormals ? withoutDenormals : {}),
  })
  const needed = new Set(session.inputNames)
  const running = new Set<Promise<unknown>>()
  return {
    run: async (feeds, outputs = session.outputNames) => {
      const wanted = Named.filter(feeds, (name) => needed.has(name))
      const tensors = Named.map(wanted, ({ data, shape }) => new ort.Tensor(typeOf(data), data, shape))
      const results = session.run(tensors, outputs)
      running.add(results)
      try {
        return Named.map(await results, received)
      } finally {
        running.delete(results)
      }
    },
    release: async () => {
      await Promise.allSettled(running)
      await session.release()
    },
  }
}
