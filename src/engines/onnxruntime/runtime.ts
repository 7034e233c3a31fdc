import type { HostTensor } from '../../tensor/host.ts'
import type { Named } from '../../tensor/named.ts'

/** A tensor that a graph is given. */
export interface Feed {
  readonly data: Float32Array | Float64Array | Int32Array
  readonly shape: ReadonlyArray<number>
}

/** A graph that is ready to run. */
export interface Runnable {
  /** Its outputs, or only some of them: the others are not given a place outside of it. */
  readonly run: (feeds: Named<Feed>, outputs?: ReadonlyArray<string>) => Promise<Named<HostTensor>>
  /** Gives back what it holds, once no run is under way. */
  readonly release: () => Promise<void>
}

/** How a graph is loaded. */
export interface LoadOptions {
  readonly threads: number
  /** What its numbers are. */
  readonly dtype: 'float32' | 'float64'
  /** Whether it runs so seldom that it shall not keep the memory of a run for the next one. */
  readonly releasesMemory?: boolean
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
  readonly copiesInputs: boolean
  /** How many bytes it can still have, where that is known. */
  readonly memory: () => number | undefined
  readonly load: (graph: Uint8Array, loading: LoadOptions) => Promise<Runnable>
}
