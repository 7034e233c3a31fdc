import { availableMemory, cores } from './host.ts'
import type { OnnxRuntime } from './onnxRuntime.ts'
import { loadWith } from './onnxRuntime.ts'
import type { Runtime } from './runtime.ts'

/** The numbers of threads to try on so many cores: 1, 2, 4, … and all of them. */
export const threadCounts = (count: number): ReadonlyArray<number> => {
  const counts: Array<number> = []
  for (let threads = 1; threads < count; threads *= 2) counts.push(threads)
  return [...counts, Math.max(1, count)]
}

// The name is not known to bundlers, so that a page without native modules can be built.
const nativeModule = 'onnxruntime-node'

export interface NativeOptions {
  /** How many threads; by default what a trial finds fastest. */
  readonly threads?: number
  /**
   * Whether numbers below 1.2e-38 in size (float64: 2.3e-308) count as 0, which is the default: some processors take a
   * hundred times as long for them, and weights without a gradient lead there. ONNX Runtime sets it for the thread that
   * loads its first graph, JavaScript included, and for good: the first engine that loads one decides for the process.
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
    load: (graph, loading) => loadWith(ort, graph, loading, flushDenormals),
  }
}
