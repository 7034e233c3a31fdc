import type { HostTensor } from '../../tensor/host.ts'
import * as Named from '../../tensor/named.ts'
import type { Feed, LoadOptions, Runnable } from './runtime.ts'

/** The part of ONNX Runtime's JavaScript interface that is used, the same in Node and in the browser. */
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
  /** Errors only: users cannot act on the warnings of ONNX Runtime. */
  readonly logSeverityLevel: 3
  /** Settings that the JavaScript interface does not name. */
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

const hostTensor = ({ data, dims }: OnnxTensor): HostTensor => {
  if (data instanceof Float32Array || data instanceof Float64Array) return { data, shape: [...dims] }
  throw new TypeError('an output of the graph is not a tensor of floating-point numbers')
}

/** Level 'all' fuses operators into some that exist for float32 only: x · sigmoid x into QuickGelu. */
const optimisationLevel = { float32: 'all', float64: 'basic' } as const

/**
 * Flushes denormals to 0. Adam's first moment of a weight that has no gradient any more halves every seven steps: after
 * about a thousand it is denormal, and some processors are a hundred times slower on it.
 */
const withoutDenormals: Pick<SessionOptions, 'extra'> = { extra: { session: { set_denormal_as_zero: '1' } } }

/** Loads a graph as a session of ONNX Runtime. */
export const loadWith = async (
  ort: OnnxRuntime,
  graph: Uint8Array,
  { threads, dtype, releasesMemory = false }: LoadOptions,
  flushDenormals = false,
): Promise<Runnable> => {
  const session = await ort.InferenceSession.create(graph, {
    graphOptimizationLevel: optimisationLevel[dtype],
    executionMode: 'sequential',
    enableCpuMemArena: !releasesMemory,
    intraOpNumThreads: threads,
    interOpNumThreads: 1,
    logSeverityLevel: 3,
    ...(flushDenormals ? withoutDenormals : {}),
  })
  const inputNames = new Set(session.inputNames)
  const running = new Set<Promise<unknown>>()
  return {
    run: async (feeds, outputs = session.outputNames) => {
      const used = Named.filter(feeds, (name) => inputNames.has(name))
      const tensors = Named.map(used, ({ data, shape }) => new ort.Tensor(typeOf(data), data, shape))
      const results = session.run(tensors, outputs)
      running.add(results)
      try {
        return Named.map(await results, hostTensor)
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
