import type { Minibatch } from '../engines/index.ts'
import * as Named from '../tensor/named.ts'

/** How long drawing keeps the event loop to itself, in milliseconds. */
const longest = 50

/** So many bytes of noise are drawn ahead of an engine, and no more than one minibatch above. */
const largest = 2 ** 25

/** Minibatches that an engine is given at once, and the seconds that drawing them took. */
export interface Chunk {
  readonly minibatches: ReadonlyArray<Minibatch>
  readonly seconds: number
}

/** A turn of the event loop: what was asked of an engine is under way, signals and timers have had their turn. */
export const yieldToEventLoop = (): Promise<void> => new Promise((resolve) => setTimeout(resolve))

const bytesOf = ({ noise }: Minibatch): number =>
  Named.names(noise).reduce((sum, name) => sum + Named.get(noise, name).data.byteLength, 0)

/**
 * The next of some minibatches: as many as are wanted, fewer where their noise is large, there are no more, or a stop
 * comes. While noise is drawn, the event loop has its turn again and again.
 */
export const nextChunk = async (
  minibatches: Iterator<Minibatch>,
  wanted: number,
  isStopped: () => boolean,
): Promise<Chunk> => {
  const drawn: Array<Minibatch> = []
  let [bytes, milliseconds, since] = [0, 0, performance.now()]
  while (drawn.length < wanted && bytes < largest && !isStopped()) {
    const { done, value } = minibatches.next()
    if (done === true) break
    drawn.push(value)
    bytes += bytesOf(value)
    if (performance.now() - since < longest) continue
    milliseconds += performance.now() - since
    await yieldToEventLoop()
    since = performance.now()
  }
  return { minibatches: drawn, seconds: (milliseconds + performance.now() - since) / 1000 }
}
