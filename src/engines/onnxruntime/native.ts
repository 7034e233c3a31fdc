import { availableMemory, cores } from '../machine.ts'
import type { OnnxRuntime } from './onnxRuntime.ts'
import { loadWith } from './onnxRuntime.ts'
import type { Runtime } from './runtime.ts'

/** The numbers of threads to try on a machine of `count` cores: 1, 2, 4, … and all of them. */
export const threadCounts = (count: number): ReadonlyArray<number> => {
  const counts: Array<number> = []
  for (let threads = 1; threads < count; threads *= 2) counts.push(threads)
  return [...counts, Math.max(1, count)]
}

// The name is in a variable so that bundlers cannot follow it: a page can be built without native modules.
const nativeModule = 'onnxruntime-node'

export interface NativeOptions {
  /** The number of threads; by default the fastest in a benchmark. */
  readonly threads?: number
  /**
   * Whether denormals, numbers smaller than 1.2e-38 (float64: 2.3e-308), are flushed to 0; true by default. Some
   * processors are a hundred times slower on them, and Adam's moments of weights without a gradient become denormal. ONNX
   * Runtime sets it permanently for the thread that loads its first graph, JavaScript included: the first engine that
   * loads a graph decides for the process.
   */
  readonly flushDenormals?: boolean
}

/** ONNX Runtime as a native module of Node. Rejects where it is not installed. */
export const nativeRuntime = async ({ threads, flushDenormals = true }: NativeOptions = {}): Promise<Runtime> => {
  const ort: OnnxRuntime = await import(/* @vite-ignore */ nativeModule)
  return {
    name: 'native',
    threads: threads === undefined ? threadCounts(await cores()) : [threads],
    copiesInputs: false,
    memory: availableMemory,
    load: (graph, options) => loadWith(ort, graph, options, flushDenormals),
  }
}
