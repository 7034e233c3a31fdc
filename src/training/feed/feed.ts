import type { HostRows, Minibatch } from '../../engines/index.ts'

/** Minibatches for one call of an engine, with the rows that their indices are of. */
export interface Chunk {
  readonly data: HostRows
  readonly minibatches: ReadonlyArray<Minibatch>
  /** The time, in seconds, that reading and drawing took. */
  readonly seconds: number
}

/** The chunk after the last. */
export const noChunk: Chunk = {
  data: { x: { data: new Float32Array(0), shape: [0] } },
  minibatches: [],
  seconds: 0,
}

/** Gives the minibatches of one epoch, chunk by chunk. */
export interface Feed {
  /** The next chunk of at most `size` minibatches; without minibatches once the epoch ends or training is stopped. */
  readonly next: (size: number, isStopped: () => boolean) => Promise<Chunk>
  /** Ends reading before the epoch does. */
  readonly close: () => Promise<void>
}
