import { cores, sharesMemory } from './host.ts'
import type { OnnxRuntime } from './onnxRuntime.ts'
import { loadWith } from './onnxRuntime.ts'
import type { Runtime } from './runtime.ts'

interface WebRuntime extends OnnxRuntime {
  readonly env: { readonly wasm: { numThreads?: number; wasmPaths?: unknown } }
}

/** The files of onnxruntime-web that a bundler may rename: the script, which its threads run too, and the program. */
export interface WasmFiles {
  readonly mjs: string
  readonly wasm: string
}

export interface WebOptions {
  /** How many threads; by default all cores, at most four. Fixed when the first engine is loaded. */
  readonly threads?: number
  /** Where the page finds the files of onnxruntime-web, if not beside its scripts: their folder, or each by its URL. */
  readonly wasmPaths?: string | WasmFiles
}

const isRuntime = (module: unknown): module is WebRuntime =>
  typeof module === 'object' && module !== null && 'InferenceSession' in module && 'env' in module

/** What one WebAssembly memory can hold. */
const largestMemory = 4 * 2 ** 30

/** ONNX Runtime as WebAssembly, with SIMD, in a browser or in Node. Rejects where it cannot be loaded. */
export const webRuntime = async ({ threads, wasmPaths }: WebOptions = {}): Promise<Runtime> => {
  // Its own types say what we use in other words: overloads, and tensors of every type.
  const ort: unknown = await import('onnxruntime-web')
  if (!isRuntime(ort)) throw new Error('onnxruntime-web is not what it was')
  const count = sharesMemory() ? (threads ?? Math.min(4, await cores())) : 1
  ort.env.wasm.numThreads = count
  if (wasmPaths !== undefined) ort.env.wasm.wasmPaths = wasmPaths
  return {
    name: 'web',
    threads: [count],
    copiesInputs: true,
    memory: () => largestMemory,
    load: (graph, loading) => loadWith(ort, graph, loading),
  }
}
