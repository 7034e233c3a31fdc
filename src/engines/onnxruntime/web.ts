import { cores, sharesMemory } from '../machine.ts'
import type { OnnxRuntime } from './onnxRuntime.ts'
import { loadWith } from './onnxRuntime.ts'
import type { Runtime } from './runtime.ts'

interface WebRuntime extends OnnxRuntime {
  readonly env: { readonly wasm: { numThreads?: number; wasmPaths?: unknown } }
}

/** The files of onnxruntime-web, which a bundler may rename: its script, which its worker threads run too, and its WebAssembly. */
export interface WasmFiles {
  readonly mjs: string
  readonly wasm: string
}

export interface WebOptions {
  /** The number of threads; by default all cores, at most four. Fixed when the first engine is loaded. */
  readonly threads?: number
  /** Where the page finds the files of onnxruntime-web, if not in the folder of its scripts: another folder, or a URL each. */
  readonly wasmPaths?: string | WasmFiles
}

const isRuntime = (module: unknown): module is WebRuntime =>
  typeof module === 'object' && module !== null && 'InferenceSession' in module && 'env' in module

/** The most bytes of one WebAssembly memory. */
const maxMemory = 4 * 2 ** 30

/** ONNX Runtime as WebAssembly, with SIMD, in a browser or in Node. Rejects where it cannot be loaded. */
export const webRuntime = async ({ threads, wasmPaths }: WebOptions = {}): Promise<Runtime> => {
  // Checked at run time: its own types have overloads and tensors of every type.
  const ort: unknown = await import('onnxruntime-web/wasm')
  if (!isRuntime(ort)) throw new Error('onnxruntime-web has no InferenceSession or env')
  const count = sharesMemory() ? (threads ?? Math.min(4, await cores())) : 1
  ort.env.wasm.numThreads = count
  if (wasmPaths !== undefined) ort.env.wasm.wasmPaths = wasmPaths
  return {
    name: 'web',
    threads: [count],
    copiesInputs: true,
    memory: () => maxMemory,
    load: (graph, options) => loadWith(ort, graph, options),
  }
}
