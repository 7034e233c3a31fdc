import type { Dtype, HostTensor } from '../../tensor/host.ts'
import type { Named } from '../../tensor/named.ts'

/** An input of a graph. */
export interface Feed {
  readonly data: Float32Array | Float64Array | Int32Array
  readonly shape: ReadonlyArray<number>
}

/** A loaded graph, ready to run. */
export interface Runnable {
  /** Returns its outputs, or only the named ones: the others are not copied out of the graph. */
  readonly run: (feeds: Named<Feed>, outputs?: ReadonlyArray<string>) => Promise<Named<HostTensor>>
  /** Frees it, once no run is under way. */
  readonly release: () => Promise<void>
}

export interface LoadOptions {
  readonly threads: number
  readonly dtype: Dtype
  /** Whether the graph gives the memory of a run back after it, because it seldom runs. */
  readonly releasesMemory?: boolean
}

/** Runs ONNX graphs. */
export interface Runtime {
  readonly name: string
  /** The numbers of threads to choose from, ascending. */
  readonly threads: ReadonlyArray<number>
  /**
   * Whether each run copies its inputs: then only rows that are used are passed. Where it does not copy, a running graph
   * sees changes of its inputs.
   */
  readonly copiesInputs: boolean
  /** The number of bytes that can still be allocated, or undefined where that is unknown. */
  readonly memory: () => number | undefined
  readonly load: (graph: Uint8Array, options: LoadOptions) => Promise<Runnable>
}
