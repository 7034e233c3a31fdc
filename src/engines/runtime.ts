import type { HostTensor } from '../data/safetensors.ts'
import type { Named } from '../tensor/named.ts'

/** A tensor that a graph is given. */
export interface Feed {
  readonly data: Float32Array | Float64Array | Int32Array
  readonly shape: ReadonlyArray<number>
}

/** A graph that is ready to run. */
export interface Runnable {
  readonly run: (feeds: Named<Feed>) => Promise<Named<HostTensor>>
  /** Gives back what it holds, once no run is under way. */
  readonly release: () => Promise<void>
}

/** Something that runs ONNX graphs. */
export interface Runtime {
  readonly name: string
  /** The numbers of threads that may be tried, rising. */
  readonly threads: ReadonlyArray<number>
  /**
   * Whether what it is given is copied at every run: then it is given no more than it needs. Where it is not, a graph
   * sees what changes in a feed while it runs.
   */
  readonly copies: boolean
  /** How many bytes it can still have, where that is known. */
  readonly memory: () => number | undefined
  /** Loads a graph whose numbers have a dtype. */
  readonly load: (graph: Uint8Array, threads: number, dtype: 'float32' | 'float64') => Promise<Runnable>
}
